"""Writers of what office programs put files into."""

import hashlib
import struct
import zlib

SECTOR = 512
FREE, END, FAT = 0xffffffff, 0xfffffffe, 0xfffffffd


def compound(tree):
    """An OLE compound file. `tree`: pairs of name and bytes or a tree; each
    stream is padded to what lies outside of the small-block stream."""
    entries = [["Root Entry", 5, None, FREE, FREE, FREE, b""]]

    def place(parent, items):
        before = None
        for name, content in items:
            number = len(entries)
            folder = isinstance(content, list)
            entries.append([name, 1 if folder else 2, parent, FREE, FREE,
                            FREE, b"" if folder else content])
            if before is None:
                entries[parent][5] = number
            else:
                entries[before][4] = number
            before = number
            if folder:
                place(number, content)

    place(0, tree)
    sectors, chains = [], []
    starts = []
    for entry in entries:
        content = entry[6]
        if not content:
            starts.append((END, 0))
            continue
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // SECTOR)
        starts.append((len(sectors), len(content)))
        for i in range(count):
            sectors.append(content[i * SECTOR:(i + 1) * SECTOR].ljust(
                SECTOR, b"\0"))
            chains.append(len(sectors) if i + 1 < count else END)
    listing = b""
    for entry, (start, size) in zip(entries, starts):
        title = entry[0].encode("utf-16le") + b"\0\0"
        listing += (title.ljust(64, b"\0") + struct.pack(
            "<HBBLLL", len(title), entry[1], 1, entry[3], entry[4], entry[5])
            + bytes(36) + struct.pack("<LQ", start, size))
    first = len(sectors)
    for i in range(0, len(listing), SECTOR):
        sectors.append(listing[i:i + SECTOR].ljust(SECTOR, b"\0"))
        chains.append(len(sectors))
    chains[-1] = END
    tables = -(-(len(chains) + 2) // 128)
    at = len(sectors)
    chains += [FAT] * tables
    table = struct.pack(f"<{len(chains)}L", *chains).ljust(
        tables * SECTOR, b"\xff")
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH", 0x3e, 3, 0xfffe, 9, 6) + bytes(6) + struct.pack(
            "<LLLLLLLLL", 0, tables, first, 0, 4096, END, 0, END, 0))
    places = [at + i for i in range(tables)] + [FREE] * (109 - tables)
    return head + struct.pack("<109L", *places) + b"".join(sectors) + table


def ole10_native(name, content):
    body = (b"\2\0" + name + b"\0C:\\" + name + b"\0\0\0\3\0"
            + struct.pack("<L", len(name) + 4) + b"C:\\" + name + b"\0"
            + struct.pack("<L", len(content)) + content)
    return struct.pack("<L", len(body)) + body


def ole1_object(kind, native):
    return (struct.pack("<LLL", 0x501, 2, len(kind) + 1) + kind + b"\0"
            + bytes(8) + struct.pack("<L", len(native)) + native)


def rtf_object(hexed, kind=b"Package"):
    return (b"{\\rtf1\\ansi A text with a file in it.\n{\\object\\objemb"
            b"{\\*\\objclass " + kind + b"}{\\*\\objdata " + hexed
            + b"}}\\par}\n")


def msg(name, content):
    """A message as Outlook saves it, with one attachment."""
    return compound([
        ("__properties_version1.0", bytes(32)),
        ("__substg1.0_0037001E", b"A subject"),
        ("__attach_version1.0_#00000000", [
            ("__properties_version1.0", bytes(8)),
            ("__substg1.0_3704001E", name),
            ("__substg1.0_37010102", content)])])


def tnef(attributes):
    """`attributes`: level, number with type, content."""
    out = bytearray(struct.pack("<LH", 0x223e9f78, 1))
    for level, number, content in attributes:
        out += struct.pack("<BLL", level, number, len(content)) + content
        out += struct.pack("<H", sum(content) & 0xffff)
    return bytes(out)


VERSION = (1, 0x00089006, b"\0\0\1\0")
RENDER = (2, 0x00069002, b"\1\0\xff\xff\xff\xff" + bytes(8))


def attachment(name, content):
    return [RENDER, (2, 0x00018010, name + b"\0"), (2, 0x0006800f, content)]


def apple_file(entries, double=False):
    """AppleSingle or AppleDouble of pairs: a kind, and its bytes."""
    out = struct.pack(">II16xH", 0x00051607 if double else 0x00051600,
                      0x00020000, len(entries))
    begin = len(out) + 12 * len(entries)
    for kind, content in entries:
        out += struct.pack(">III", kind, begin, len(content))
        begin += len(content)
    return out + b"".join(content for _, content in entries)


def der(tag, content):
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def ber(tag, content):
    return bytes([tag, 0x80]) + content + b"\0\0"


PKCS7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
COMPRESSED = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"
ZLIB = b"\x30\x0d\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x08"


def signed(content, indefinite=False):
    """Opaque-signed data without a signer."""
    if not indefinite:
        inner = der(0x30, PKCS7 + b"\x01" + der(0xa0, der(4, content)))
        return der(0x30, PKCS7 + b"\x02" + der(0xa0, der(
            0x30, b"\x02\x01\x01\x31\x00" + inner + b"\x31\x00")))
    pieces = b"".join(der(4, content[i:i + 100])
                      for i in range(0, len(content), 100))
    inner = ber(0x30, PKCS7 + b"\x01" + ber(0xa0, ber(0x24, pieces)))
    return ber(0x30, PKCS7 + b"\x02" + ber(0xa0, ber(
        0x30, b"\x02\x01\x01\x31\x00" + inner + b"\x31\x00")))


def compressed_cms(content):
    inner = der(0x30, PKCS7 + b"\x01" + der(0xa0, der(4, zlib.compress(
        content))))
    return der(0x30, COMPRESSED + der(0xa0, der(
        0x30, b"\x02\x01\x00" + ZLIB + inner)))


def enveloped(content):
    inner = der(0x30, PKCS7 + b"\x01" + der(0x80, content))
    return der(0x30, PKCS7 + b"\x03" + der(0xa0, der(
        0x30, b"\x02\x01\x00\x31\x00" + inner)))


def pdf(stream, filters, more=b""):
    """A document with a file in it, as a stream under `filters`."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names "
        b"[(hidden.txt) 3 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /Type /Filespec /F (hidden.txt) /EF << /F 4 0 R >> >>",
        b"<< /Type /EmbeddedFile " + (b"/Filter " + filters if filters
                                      else b"")
        + b" /Length %d >>\nstream\n" % len(stream) + stream
        + b"\nendstream"]
    out = b"%PDF-1.5\n"
    places = []
    for i, text in enumerate(objects):
        places.append(len(out))
        out += b"%d 0 obj\n" % (i + 1) + text + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (out + b"trailer\n<< /Size 5 /Root 1 0 R " + more
            + b">>\nstartxref\n%d\n%%%%EOF\n" % table)


def rc4(key, content):
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def pdf_encrypted(name, content, password=b"", packed=False):
    """RC4 of 40 bits. The file's name may be in an object stream."""
    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa0108"
                            "2e2e00b6d0683e802f0ca9fe6453697a")
    owner, document = b"o" * 32, b"d" * 16
    key = hashlib.md5((password + padding)[:32] + owner
                      + struct.pack("<i", -4) + document).digest()[:5]

    def coded(number, text):
        return rc4(hashlib.md5(key + struct.pack("<I", number)[:3]
                               + b"\0\0").digest()[:10], text)

    def stream(number, keys, text):
        return (b"%d 0 obj\n<<%s /Length %d>>\nstream\n"
                % (number, keys, len(text)) + coded(number, text)
                + b"\nendstream\nendobj\n")

    spec = b"<</Type /Filespec /F %s /EF <</F 4 0 R>>>>"
    out = b"%PDF-1.5\n"
    if packed:
        out += stream(3, b"/Type /ObjStm /N 1 /First 4",
                      b"6 0 " + spec % (b"(" + name + b")"))
    else:
        out += (b"3 0 obj\n" + spec % (
            b"<" + coded(3, name).hex().encode() + b">") + b"\nendobj\n")
    return (out + stream(4, b"/Type /EmbeddedFile", content)
            + b"5 0 obj\n<</Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s>>>"
            b"\nendobj\ntrailer\n<</Root 1 0 R /Encrypt 5 0 R /ID [<%s> <00>]"
            b">>\n" % (owner.hex().encode(),
                       rc4(key, padding).hex().encode(),
                       document.hex().encode()))
