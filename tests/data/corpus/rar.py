"""RAR of versions 4 and 5, stored, block by block."""

import struct
import zlib

CRC = zlib.crc32

# Of a member of version 4.
BEFORE, BEHIND, ENCRYPTED = 1, 2, 4


def block4(kind, flags, fields, data=b""):
    head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", CRC(head) & 0xffff) + head + data


def member4(name, content, flags=0):
    return block4(0x74, 0x8000 | flags, struct.pack(
        "<LLBLLBBHL", len(content), len(content), 2, CRC(content), 0, 20,
        0x30, len(name), 0x20) + name.encode(), content)


def front4(flags=0):
    return b"Rar!\x1a\x07\0" + block4(0x73, flags, b"\0" * 6)


END4 = block4(0x7b, 0x4000, b"")


def rar4(members, encrypted=False):
    flags = ENCRYPTED if encrypted else 0
    return (front4() + b"".join(member4(name, content, flags)
                                for name, content in members) + END4)


def number(value):
    out = b""
    while value >= 128:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def block5(body, data=b""):
    sized = number(len(body)) + body
    return struct.pack("<L", CRC(sized)) + sized + data


def member5(name, content, extra=b""):
    name = name.encode()
    sizes = number(len(extra)) if extra else b""
    return block5(number(2) + number(3 if extra else 2) + sizes
                  + number(len(content)) + number(4) + number(len(content))
                  + number(0x20) + struct.pack("<L", CRC(content)) + number(0)
                  + number(1) + number(len(name)) + name + extra, content)


FRONT5 = b"Rar!\x1a\x07\x01\0"
MAIN5 = block5(number(1) + number(0) + number(0))
END5 = block5(number(5) + number(0) + number(0))


def rar5(members):
    return FRONT5 + MAIN5 + b"".join(
        member5(name, content) for name, content in members) + END5


def encryption5(check=b""):
    """The extra record of an encrypted member of version 5."""
    body = (number(1) + number(0) + number(0) + b"\x0f" + bytes(range(16))
            + bytes(range(16)) + check)
    return number(len(body)) + body


def header_encryption5():
    """The block behind which all headers are encrypted."""
    return block5(number(4) + number(0) + number(0) + number(0) + b"\x0f"
                  + bytes(range(16)))
