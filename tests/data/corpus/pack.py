"""Archives by Python's library, and writers of the formats it lacks."""

import bz2
import gzip
import io
import lzma
import struct
import warnings
import zipfile
import zlib

# Formats with a file of their own, used as pack's own.
from .rar import rar4, rar5
from .tar import tar_with, tarred

CRC = zlib.crc32
# In what is hidden it comes twice, the second time inside of the string.
WORD = b"ORT-TEST"
BLOCK = 4096


def zipped(members, method=zipfile.ZIP_DEFLATED, comment=b""):
    """`members`: pairs of name and content."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive, \
            warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name may be there twice
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, method)
        archive.comment = comment
    return file.getvalue()


def gzipped(content, name=b""):
    file = io.BytesIO()
    with gzip.GzipFile(name.decode(), "wb", fileobj=file, mtime=0) as out:
        out.write(content)
    return file.getvalue()


bzipped = bz2.compress
xzed = lzma.compress


def lzma_alone(content):
    return lzma.compress(content, lzma.FORMAT_ALONE)


def lzipped(content):
    raw = lzma.compress(content, lzma.FORMAT_ALONE, filters=[
        {"id": lzma.FILTER_LZMA1, "preset": 6, "dict_size": 1 << 16}])[13:]
    member = b"LZIP\x01\x10" + raw + struct.pack("<LQ", CRC(content),
                                                 len(content))
    return member + struct.pack("<Q", len(member) + 8)


def xxh32(content):
    """Of less than 16 bytes, as a frame's header is."""
    mask = 0xffffffff
    value = (374761393 + len(content)) & mask
    at = 0
    while at + 4 <= len(content):
        word = struct.unpack_from("<L", content, at)[0]
        value = (value + word * 3266489917) & mask
        value = ((value << 17 | value >> 15) & mask) * 668265263 & mask
        at += 4
    for byte in content[at:]:
        value = (value + byte * 374761393) & mask
        value = ((value << 11 | value >> 21) & mask) * 2654435761 & mask
    value = (value ^ value >> 15) * 2246822519 & mask
    value = (value ^ value >> 13) * 3266489917 & mask
    return value ^ value >> 16


def lz4ed(content):
    """A frame of small blocks; in the first a word that comes again is
    written once."""
    def literals(part, match):
        block = bytes([min(len(part), 15) << 4 | match])
        if len(part) >= 15:
            rest = len(part) - 15
            block += b"\xff" * (rest // 255) + bytes([rest % 255])
        return block + part

    first, second = twice(content[:BLOCK])
    block = b""
    if second > 0:
        block = (literals(content[:second], len(WORD) - 4)
                 + struct.pack("<H", second - first))
    behind = second + len(WORD) if second > 0 else 0
    blocks = [block + literals(content[behind:BLOCK], 0)]
    blocks += [literals(content[i:i + BLOCK], 0)
               for i in range(BLOCK, len(content), BLOCK)]
    flags = b"\x60\x40"
    return (b"\x04\x22\x4d\x18" + flags + bytes([xxh32(flags) >> 8 & 255])
            + b"".join(struct.pack("<L", len(one)) + one for one in blocks)
            + b"\0\0\0\0")


def zstded(content):
    """A frame of small raw blocks, which break a word that comes again."""
    second = max(twice(content)[1], 0) + 4
    blocks = [content[:second]]
    blocks += [content[i:i + BLOCK]
               for i in range(second, len(content), BLOCK)]
    out = b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<L", len(content))
    for i, block in enumerate(blocks):
        last = i + 1 == len(blocks)
        out += struct.pack("<L", len(block) << 3 | last)[:3] + block
    return out


def twice(content):
    """Where the word is, and where it comes again, or -1."""
    first = content.find(WORD)
    return first, content.find(WORD, first + 1)


def compressed(content):
    """compress(1) of literals alone: the codes grow as its table fills."""
    out, width, at = b"", 9, 0
    while at < len(content):
        out += in_codes(content[at:at + (1 << width - 1)], width)
        at += 1 << width - 1
        width += 1
    return b"\x1f\x9d\x90" + out


def compressed_with_clear(content, run=150):
    """The same where the table is cleared before the codes grow. A clear code
    is followed by the rest of its group of eight."""
    groups = [content[i:i + run] for i in range(0, len(content), run)]
    return b"\x1f\x9d\x90" + b"".join(
        in_codes(list(group) + [256] + [0] * (-(len(group) + 1) % 8), 9)
        for group in groups)


def in_codes(codes, width):
    bits = 0
    for i, code in enumerate(codes):
        bits |= code << (width * i)
    return bits.to_bytes((width * len(codes) + 7) // 8, "little")


def cpioed(members, form="newc"):
    out = b""
    for inode, (name, content) in enumerate(list(members)
                                            + [("TRAILER!!!", b"")]):
        name = name.encode() + b"\0"
        if form == "newc":
            fields = (inode, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0,
                      len(name), 0)
            head = b"070701" + b"".join(b"%08X" % field for field in fields)
            out += head + name + b"\0" * (-len(head + name) % 4)
            out += content + b"\0" * (-len(content) % 4)
        elif form == "odc":
            fields = (0, inode, 0o100644, 0, 0, 1, 0)
            out += b"070707" + b"".join(b"%06o" % field for field in fields)
            out += b"%011o%06o%011o" % (0, len(name), len(content))
            out += name + content
        else:
            out += struct.pack("<13H", 0o70707, 0, inode, 0o100644, 0, 0, 1, 0,
                               0, 0, len(name), len(content) >> 16,
                               len(content) & 0xffff)
            out += name + b"\0" * (len(name) % 2)
            out += content + b"\0" * (len(content) % 2)
    return out


def ared(members):
    out = bytearray(b"!<arch>\n")
    for name, content in members:
        out += (f"{name + '/':16}{0:<12}{0:<6}{0:<6}{100644:<8}"
                f"{len(content):<10}`\n").encode()
        out += content + b"\n" * (len(content) % 2)
    return bytes(out)


def lhaed(members, level=0):
    out = b""
    for name, content in members:
        name = name.encode()
        crc = crc16(content)
        if level == 0:
            body = (b"-lh0-" + struct.pack("<LLLBB", len(content),
                                           len(content), 0, 0x20, 0)
                    + bytes([len(name)]) + name + struct.pack("<H", crc))
            out += bytes([len(body), sum(body) & 255]) + body + content
        else:
            body = (b"-lh0-" + struct.pack("<LLLBB", len(content),
                                           len(content), 0, 0x20, 2)
                    + struct.pack("<HB", crc, 0x55) + b"\5\0\0\0\0"
                    + struct.pack("<HB", len(name) + 3, 1) + name + b"\0\0")
            head = struct.pack("<H", len(body) + 2) + body
            sum_of_head = struct.pack("<H", crc16(head))
            out += head[:27] + sum_of_head + head[29:] + content
    return out + b"\0"


def crc16(content):
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xa001 if crc & 1 else 0)
    return crc


def arjed(members, garbled=False):
    def header(body):
        return (b"\x60\xea" + struct.pack("<H", len(body)) + body
                + struct.pack("<L", CRC(body)) + b"\0\0")

    flags = 1 if garbled else 0
    out = header(bytes([30, 6, 1, 0, 0, 0, 2, 0]) + b"\0" * 22
                 + b"archive.arj\0\0")
    for name, content in members:
        out += header(bytes([30, 6, 1, 0, flags, 0, 0, 0]) + struct.pack(
            "<LLLLHHH", 0, len(content), len(content), CRC(content), 0, 0x20,
            0) + name.encode() + b"\0\0")
        out += content
    return out + b"\x60\xea\0\0"


def cabbed(members, method=0, shared=False):
    """Stored, or with method 1 as MSZIP; `shared`: all are the first's."""
    block = b"".join(content for _, content in members[:1 if shared else None])
    packed = block
    if method == 1:
        deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = b"CK" + deflate.compress(block) + deflate.flush()
    files = bytearray()
    at = 0
    for name, content in members:
        files += struct.pack("<LLHHHH", len(content), at, 0, 0x5000, 0,
                             0x20) + name.encode() + b"\0"
        at += 0 if shared else len(content)
    data = struct.pack("<LHH", 0, len(packed), len(block)) + packed
    first = 36 + 8
    size = first + len(files) + len(data)
    return (b"MSCF" + struct.pack("<LLLLLBBHHHHH", 0, size, 0, first, 0, 3, 1,
                                  1, len(members), 0, 1, 0)
            + struct.pack("<LHH", first + len(files), 1, method)
            + files + data)


def szdd(content):
    """Only literals: eight behind each byte of flags."""
    out = b"SZDD\x88\xf0\x27\x33A\0" + struct.pack("<L", len(content))
    for i in range(0, len(content), 8):
        out += b"\xff" + content[i:i + 8]
    return out


def xarred(name, content):
    """`name` may have markup in it, and end its element."""
    packed = zlib.compress(content)
    toc = (f'<?xml version="1.0" encoding="UTF-8"?><xar><toc><file id="1">'
           f"<name>{name}</name><type>file</type><data><length>{len(packed)}"
           f"</length><offset>0</offset><size>{len(content)}</size><encoding "
           f'style="application/x-gzip"/></data></file></toc></xar>').encode()
    zipped_toc = zlib.compress(toc)
    return (b"xar!" + struct.pack(">HHQQL", 28, 1, len(zipped_toc), len(toc),
                                  0) + zipped_toc + packed)


def sevenzip(name, content, coder="copy"):
    """One member, stored or by LZMA, with a plain header."""
    packed, method = content, b"\x01\x00"
    if coder == "lzma":
        alone = lzma_alone(content)
        packed, method = alone[13:], b"\x23\x03\x01\x01\x05" + alone[:5]

    def number(value):
        return bytes([value]) if value < 128 else bytes(
            [0x80 | value >> 8, value & 255])

    title = name.encode("utf-16le") + b"\0\0"
    header = (b"\x01\x04\x06\x00\x01\x09" + number(len(packed)) + b"\x00"
              + b"\x07\x0b\x01\x00\x01" + method + b"\x0c"
              + number(len(content)) + b"\x00"
              + b"\x08\x0a\x01" + struct.pack("<L", CRC(content)) + b"\x00\x00"
              + b"\x05\x01\x11" + number(len(title) + 1) + b"\x00" + title
              + b"\x00\x00")
    start = struct.pack("<QQL", len(packed), len(header), CRC(header))
    return (b"7z\xbc\xaf\x27\x1c\0\x04" + struct.pack("<L", CRC(start)) + start
            + packed + header)


def iso(name, content, joliet=None):
    """An ISO 9660 image of one file; `joliet` has its long name, if any."""
    def both(value, letter):
        return struct.pack("<" + letter, value) + struct.pack(">" + letter,
                                                              value)

    def record(title, sector, size, flags):
        body = (b"\0" + both(sector, "L") + both(size, "L") + b"\0" * 7
                + bytes([flags, 0, 0]) + both(1, "H") + bytes([len(title)])
                + title)
        body += b"\0" * (len(body) % 2 == 0)
        return bytes([len(body) + 1]) + body

    def descriptor(kind, escapes, root):
        body = bytes([kind]) + b"CD001\x01\0" + b" " * 64 + b"\0" * 8
        body += both(24, "L") + escapes.ljust(32, b"\0") + both(1, "H") * 2
        body += both(2048, "H") + both(10, "L")
        body += struct.pack("<LL", 19, 0) + struct.pack(">LL", 19, 0) + root
        return (body.ljust(881, b" ") + b"\1").ljust(2048, b"\0")

    def folder(sector, title):
        return (record(b"\0", sector, 2048, 2) + record(b"\1", sector, 2048, 2)
                + record(title, 22, len(content), 0)).ljust(2048, b"\0")

    end = b"\xffCD001\x01".ljust(2048, b"\0")
    second = end
    if joliet is not None:
        second = descriptor(2, b"%/E", record(b"\0", 21, 2048, 2))
    return (b"\0" * 32768 + descriptor(1, b"", record(b"\0", 20, 2048, 2))
            + second + end + b"\0" * 2048
            + folder(20, name.encode())
            + folder(21, (joliet or name).encode("utf-16be"))
            + content.ljust(2048 * (-(-len(content) // 2048)), b"\0")
            + b"\0" * 4096)


def zip_encrypted(name, content, password=b"secret"):
    """One stored member under the classic encryption."""
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = [crc_of(i) for i in range(256)]

    def update(byte):
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xffffffff
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 255]

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in bytes(11) + bytes([CRC(content) >> 24]) + content:
        word = keys[2] | 2
        out.append(byte ^ (word * (word ^ 1) >> 8 & 255))
        update(byte)
    return zip_by_hand(name.encode(), bytes(out), flags=1, method=0,
                       crc=CRC(content), size=len(content))


def crc_of(value):
    for _ in range(8):
        value = value >> 1 ^ (0xedb88320 if value & 1 else 0)
    return value


def zip_by_hand(name, packed, flags=0, method=8, crc=0, size=0, extra=b"",
                central_name=None, local_size=None, directory=True):
    """A zip of one member, each field as wanted."""
    other = name if central_name is None else central_name
    local = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, flags, method, 0, 33,
                        crc, len(packed) if local_size is None else local_size,
                        size, len(name), len(extra)) + name + extra + packed
    if not directory:
        return local
    central = struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, flags,
                          method, 0, 33, crc, len(packed), size, len(other),
                          len(extra), 0, 0, 0, 0, 0) + other + extra
    return local + central + struct.pack(
        "<4sHHHHLLH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)


def deflated(content, level=9):
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
