"""Archives that are damaged, or lie: what they hold is found all the same."""

import struct

from . import pack
from .case import HIDDEN
from .members import BEFORE, MEMBER, behind_first

RAW = pack.deflated(HIDDEN)


def by_hand(**fields):
    given = {"crc": pack.CRC(HIDDEN), "size": len(HIDDEN), **fields}
    return pack.zip_by_hand(b"hidden.txt", RAW, **given)


def add(corpus):
    def case(name, shows, content, file=b"file.zip"):
        corpus.found_in("damaged-" + name, shows, content, file)

    good = pack.zipped(BEFORE + MEMBER)
    directory = good.index(b"PK\1\2")
    case("zip-no-directory", "no directory", good[:directory])
    case("zip-cut-directory", "half of the directory", good[:directory + 60])
    case("zip-cut-end", "half of its last record", good[:-11])
    case("zip-directory-elsewhere", "the offset of the directory is wrong",
         good[:-6] + struct.pack("<L", 99999) + good[-2:])
    case("zip-directory-empty", "the directory says nothing is there",
         good[:directory] + b"PK\5\6" + bytes(18))
    case("zip-directory-of-one", "the directory knows the first only",
         behind_first(by_hand(directory=False)))
    case("zip-count-wrong", "it says it has 1 member, and has 2",
         good[:-14] + b"\1\0\1\0" + good[-10:])
    case("zip-wrong-crc", "a wrong checksum", by_hand(crc=1))
    case("zip-size-zero", "no sizes in the local header",
         by_hand(local_size=0))
    case("zip-size-lies", "a size larger than the file", by_hand(
        local_size=1 << 30))
    case("zip-size-unpacked-lies", "unpacked, it says it is empty",
         by_hand(size=0))
    case("zip-descriptor", "sizes behind the member", descriptor_zip())
    case("zip-descriptor-no-directory", "the same without a directory",
         descriptor_zip(False))
    case("zip-marked-encrypted", "said to be encrypted, and is not",
         by_hand(flags=1))
    case("zip-method-lies", "the directory says stored", by_hand().replace(
        b"PK\1\2\x14\0\x14\0\0\0\x08\0", b"PK\1\2\x14\0\x14\0\0\0\0\0"))
    case("zip-version-odd", "needs a version nobody has", by_hand().replace(
        b"PK\3\4\x14\0", b"PK\3\4\xff\0").replace(
            b"PK\1\2\x14\0\x14\0", b"PK\1\2\xff\0\xff\0"))
    case("zip-extra-broken", "an extra field that is longer than it is",
         by_hand(extra=b"\x01\x00\xff\xff1234"))
    case("zip-first-broken", "the first member is broken", broken_first())
    case("zip-folder-with-content", "a folder that has bytes", pack.zipped(
        [("folder/", HIDDEN)]))
    case("zip-comment-length-lies", "the comment is said to be longer",
         good[:-2] + b"\xff\x7f")
    case("zip-two-ends", "a second end record behind the first",
         good + b"PK\5\6" + bytes(18))
    tar = pack.tarred(BEFORE + MEMBER)
    case("tar-cut", "cut inside a later member", pack.tarred(
        MEMBER + [("more", b"x" * 5000)])[:2560], b"file.tar")
    case("tar-wrong-sum", "the first header's checksum is wrong",
         tar[:148] + b"0000000\0" + tar[156:], b"file.tar")
    case("tar-zero-block", "a block of NUL in the middle",
         tar[:1024] + bytes(512) + tar[1024:], b"file.tar")
    case("tar-link-with-content", "a link that has bytes", pack.tar_with(
        pack.tarred(MEMBER), (156, b"2")), b"file.tar")
    case("rar4-cut", "no end record", pack.rar4(MEMBER)[:-7], b"file.rar")
    case("cab-reserved", "a wrong total size",
         pack.cabbed(MEMBER)[:8] + b"\xff\xff\0\0" + pack.cabbed(MEMBER)[12:],
         b"file.cab")
    case("gz-in-damaged-zip", "gzip in a zip without its directory",
         pack.zipped([("a.gz", pack.gzipped(HIDDEN))])[:-60])
    case("cpio-no-trailer", "no last member",
         pack.cpioed(MEMBER)[:-124], b"file.cpio")
    case("arj-cut", "no end record", pack.arjed(MEMBER)[:-4], b"file.arj")
    case("lha-cut", "no end byte", pack.lhaed(MEMBER)[:-1], b"file.lzh")


def descriptor_zip(directory=True):
    name = b"hidden.txt"
    sums = struct.pack("<LLL", pack.CRC(HIDDEN), len(RAW), len(HIDDEN))
    local = (struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 8, 8, 0, 33, 0, 0, 0,
                         len(name), 0) + name + RAW + b"PK\7\x08" + sums)
    if not directory:
        return local
    central = (struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, 8, 8, 0, 33) + sums
               + struct.pack("<HHHHHLL", len(name), 0, 0, 0, 0, 0, 0) + name)
    return local + central + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 1, 1,
                                         len(central), len(local), 0)


def broken_first():
    good = bytearray(pack.zipped([("first.txt", b"first of all " * 9)]
                                 + MEMBER))
    good[39:49] = b"\xff" * 10
    return bytes(good)
