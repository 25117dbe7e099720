"""Archives of which only some readers see all there is."""

import struct

from . import pack, rar
from .case import HIDDEN
from .members import BEFORE, MEMBER, PACKED, behind_first


def add(corpus):
    def case(name, shows, content, file=b"file.zip"):
        corpus.found_in("reader-" + name, shows, content, file)

    zipped = pack.zipped(MEMBER)
    case("rar4-in-service-block", "in a block that is no member's",
         rar.front4() + rar.member4(*BEFORE[0])
         + rar.block4(0x79, 0x8000, struct.pack("<L", len(zipped)), zipped)
         + rar.END4, b"file.rar")
    case("rar4-first-volume", "a member that goes on in the next volume",
         rar.front4(1) + rar.member4(*MEMBER[0], rar.BEHIND)
         + rar.block4(0x7b, 0x4001, b""), b"file.part1.rar")
    case("rar4-last-volume", "a member that began in the volume before",
         rar.front4(1) + rar.member4(*MEMBER[0], rar.BEFORE) + rar.END4,
         b"file.part2.rar")
    case("rar4-no-end", "no end record, and a zip behind",
         pack.rar4(BEFORE)[:-7] + zipped, b"file.rar")
    case("rar5-behind-end", "a member behind the end record",
         pack.rar5(BEFORE) + rar.member5(*MEMBER[0]) + rar.END5, b"file.rar")
    case("zip-first-volume", "the first volume of a zip", volumes()[0],
         b"file.z01")
    case("zip-one-volume", "marked as a zip of volumes",
         b"PK00" + zipped)
    case("zip-64", "sizes of 64 bits", zip64())
    case("zip-comment-is-zip", "a zip as the comment of another",
         pack.zipped(BEFORE, comment=zipped))
    case("zip-between-members", "between members, and in no directory",
         behind_first(PACKED))
    case("7z-gap", "a zip between a 7z's members and its header", gap(zipped),
         b"file.7z")
    case("xar-and-zip", "a zip behind a xar",
         pack.xarred("first.txt", b"Only this.\n") + zipped, b"file.xar")
    case("ar-and-zip", "a zip behind an ar", pack.ared(BEFORE) + zipped,
         b"file.a")
    case("szdd-and-zip", "a zip behind a file of COMPRESS.EXE",
         pack.szdd(b"Only this is here.\n") + zipped, b"file.ex_")
    case("iso-and-zip", "a zip behind an image of a disk",
         pack.iso("A.TXT;1", b"Only this.\n") + zipped, b"file.dat")
    case("gz-fields", "a gzip with every field of its header", gz_fields(),
         b"file.gz")
    case("tar-two-sizes", "an attribute says the member is empty",
         two_sizes(), b"file.tar")
    case("tar-sparse", "a file with a hole in it", sparse(), b"file.tar")
    case("tar-attributes", "in an attribute of a member", in_attribute(),
         b"file.tar")
    case("cpio-and-tar", "a tar behind a cpio",
         pack.cpioed(BEFORE) + pack.tarred(MEMBER), b"file.cpio")


def volumes():
    """A zip in two volumes, the second member on both. The first begins with
    the mark of such zips."""
    whole = pack.zipped(MEMBER + [("more", bytes(
        (i * i * 7 + i // 3) & 255 for i in range(3000)))])
    return b"PK\7\x08" + whole[:900], whole[900:]


def zip64():
    name, ones = b"hidden.gz", 0xffffffff
    extra = struct.pack("<HHQQ", 1, 16, len(PACKED), len(PACKED))
    local = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 45, 0, 0, 0, 33,
                        pack.CRC(PACKED), ones, ones, len(name),
                        len(extra)) + name + extra + PACKED
    extra = struct.pack("<HHQQQ", 1, 24, len(PACKED), len(PACKED), 0)
    central = struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 45, 45, 0, 0, 0,
                          33, pack.CRC(PACKED), ones, ones, len(name),
                          len(extra), 0, 0, 0, 0, ones) + name + extra
    end = struct.pack("<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1,
                      len(central), len(local))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(local) + len(central),
                          1)
    return (local + central + end + locator + struct.pack(
        "<4sHHHHLLH", b"PK\5\6", 0xffff, 0xffff, 0xffff, 0xffff, ones, ones,
        0))


def gap(zipped):
    seven = pack.sevenzip("first.txt", b"Only this is here.\n")
    packed, size, _ = struct.unpack_from("<QQL", seven, 12)
    header = seven[32 + packed:]
    start = struct.pack("<QQL", packed + len(zipped), size, pack.CRC(header))
    return (seven[:8] + struct.pack("<L", pack.CRC(start)) + start
            + seven[32:32 + packed] + zipped + header)


def gz_fields():
    fields = b"\5\0extra" + b"name\0" + b"comment\0"
    head = b"\x1f\x8b\x08\x1e\0\0\0\0\0\3" + fields
    head += struct.pack("<H", pack.CRC(head) & 0xffff)
    return (head + pack.deflated(HIDDEN)
            + struct.pack("<LL", pack.CRC(HIDDEN), len(HIDDEN)))


def tar_member(name, content, kind):
    """A header of a kind of its own, and what is behind it."""
    archive = pack.tar_with(pack.tarred([(name, content)]), (156, kind))
    return archive[:512 + -(-len(content) // 512) * 512]


def attribute(key, value):
    rest = b" " + key + b"=" + value + b"\n"
    size = len(rest) + 1
    while len(b"%d" % size) + len(rest) != size:
        size += 1
    return b"%d" % size + rest


def two_sizes():
    return (tar_member("x", attribute(b"size", b"0"), b"x")
            + pack.tarred(MEMBER))


def sparse():
    """The time in the gzip is the hole."""
    pieces = b"0,4,8,%d" % (len(PACKED) - 8)
    return (tar_member("x", attribute(b"GNU.sparse.map", pieces)
                       + attribute(b"GNU.sparse.size", b"%d" % len(PACKED)),
                       b"x")
            + pack.tarred([("hidden.gz", PACKED[:4] + PACKED[8:])]))


def in_attribute():
    return (tar_member("x", attribute(b"SCHILY.xattr.user.file", PACKED),
                       b"x") + pack.tarred(BEFORE))
