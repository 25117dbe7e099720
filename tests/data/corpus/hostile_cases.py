"""Bombs, floods and loops: each ends in time, over the budget or not."""

import struct

from . import office, pack
from .mail import (FIELDS, GREETING, MIME, attached, b64, entity, message,
                   mixed, text_mail)

MEGA = 1 << 20


def add(corpus):
    add_bombs(corpus)
    add_loops(corpus)
    add_mime(corpus)
    add_texts(corpus)
    add_marks(corpus)


def zip_of(blocks, size, count, shared=False):
    """A zip of `count` members with the same deflated bytes."""
    local, central = bytearray(), bytearray()
    for i in range(count):
        one = pack.zip_by_hand(b"%06d" % i, blocks, size=size)
        split = one.index(b"PK\1\2")
        if not shared or i == 0:
            at = len(local)
            local += one[:split]
        central += one[split:-22][:42] + struct.pack("<L", at) + b"%06d" % i
    return bytes(local + central) + struct.pack(
        "<4sHHHHLLH", b"PK\5\6", 0, 0, count & 0xffff, count & 0xffff,
        len(central), len(local), 0)


def add_bombs(corpus):
    def case(name, shows, content):
        corpus.flagged("hostile-" + name, "limit", shows, attached(content))

    zeros = bytes(10 * MEGA)
    block = pack.deflated(zeros)
    case("bomb-zip", "100 members of 10 MB", zip_of(block, len(zeros), 100))
    case("bomb-zip-shared", "10,000 members that share their bytes",
         zip_of(block, len(zeros), 10000, True))
    layer = zip_of(block, len(zeros), 16)
    for _ in range(4):
        layer = zip_of(pack.deflated(layer), len(layer), 16)
    case("bomb-zip-nested", "16 zips in each of 16, five deep", layer)
    case("bomb-gz", "1 GB of NUL", pack.gzipped(pack.gzipped(zeros) * 100))
    case("bomb-xz", "1 GB of NUL", pack.xzed(zeros) * 100)
    case("bomb-bz2", "5 GB of NUL", pack.bzipped(zeros) * 500)
    case("bomb-lzma", "200 MB of NUL", pack.lzma_alone(zeros * 20))
    case("bomb-tar-gz", "a tar of large members", pack.gzipped(b"".join(
        pack.tarred([("a", zeros)])[:-10240] for _ in range(6))))
    case("bomb-in-docx", "in a document", pack.zipped(
        [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", zeros),
         ("word/media/1.bin", zip_of(block, len(zeros), 50))]))
    case("members-zip", "60,000 members", zip_of(pack.deflated(b"x"), 1,
                                                 60000))
    case("members-ar", "100,000 members",
         pack.gzipped(pack.ared([("a", b"")] * 100000)))
    case("members-tar", "20,000 members", pack.gzipped(
        pack.tarred([("a", b"")])[:512] * 20000))
    content = b"x"
    for _ in range(200):
        content = pack.gzipped(content)
    case("depth-gz", "200 gzips in each other", content)
    content = b"x"
    for _ in range(200):
        content = pack.zipped([("a", content)])
    case("depth-zip", "200 zips in each other", content)


def add_loops(corpus):
    def case(name, shows, content, file=b"file.bin"):
        corpus.ends("hostile-" + name, shows, attached(content, file))

    image = pack.iso("A.TXT;1", b"x")
    looped = bytearray(image)
    file = image.index(b"\x07A.TXT;1") - 32
    looped[file + 2:file + 10] = image[20 * 2048 + 2:20 * 2048 + 10]
    looped[file + 10:file + 18] = image[20 * 2048 + 10:20 * 2048 + 18]
    looped[file + 25] = 2
    case("loop-iso", "a folder that holds itself", bytes(looped))
    table = bytearray(office.compound([("a", b"x" * 9000)]))
    table[-512:-508] = b"\0\0\0\0"
    case("loop-ole-chain", "a stream whose chain is a loop", bytes(table))
    tree = bytearray(office.compound([("a", b"x" * 9000), ("b", b"y")]))
    at = tree.index("a\0".encode("utf-16le").ljust(64, b"\0")[:4] + bytes(60))
    tree[at + 68:at + 80] = struct.pack("<LLL", 1, 1, 1)
    case("loop-ole-tree", "an entry that is its own child", bytes(tree))
    case("cab-shared", "20,000 files that are the same 30 kB",
         pack.cabbed([("a.txt", b"x" * 30000)] * 20000, shared=True))
    case("sparse-tar", "a hole of a terabyte", sparse_tar())
    case("7z-lies", "counts of 2^60", pack.sevenzip("a", b"x").replace(
        b"\x05\x01\x11", b"\x05\xff" + b"\xff" * 7 + b"\x0f"))
    case("7z-header-size", "a header of 2^60 bytes", b"7z\xbc\xaf\x27\x1c\0\4"
         + bytes(4) + struct.pack("<QQL", 0, 1 << 60, 0))
    case("tnef-empty-attributes", "100,000 attributes of no bytes",
         office.tnef([office.VERSION] + [(2, 0x0006800f, b"")] * 100000),
         b"winmail.dat")
    case("der-depth", "100,000 levels of DER", b"\x30\x80" * 100000,
         b"smime.p7m")
    case("pdf-self", "a PDF whose catalog is its own parent", office.pdf(
        b"", b"").replace(b"/Pages 2 0 R", b"/Pages 1 0 R"), b"a.pdf")
    case("rtf-depth", "100,000 groups of RTF", b"{\\rtf1" + b"{" * 100000,
         b"a.rtf")


def sparse_tar():
    return pack.tar_with(
        pack.tarred([("a", b"")])[:512], (156, b"S"),
        (257, b"ustar  \0"), (386, b"00000000000\0"),
        (398, b"00000000000\0"),
        (483, b"\x80\0\0\0\1\0\0\0\0\0\0\0")) + bytes(1024)


def add_mime(corpus):
    def limited(name, shows, made):
        corpus.flagged("hostile-" + name, "limit", shows, made)

    def ends(name, shows, made):
        corpus.ends("hostile-" + name, shows, made)

    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n'
                      % (i, i) for i in range(20000))
    limited("depth-multipart", "20,000 multiparts in each other",
            message(nested))
    limited("depth-message", "20,000 messages in each other",
            message(b"Content-Type: message/rfc822\n\n" * 20000))
    limited("depth-encoded", "60 messages in each other, encoded",
            encoded_deep(60))
    limited("parts", "300,000 parts of no bytes", message(
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n"
        * 300000))
    ends("header-line", "a field of 10 MB",
         FIELDS + b"X-Long: " + b"x" * (10 * MEGA) + b"\n\nHi.\n")
    ends("header-folded", "a field of 500,000 lines",
         FIELDS + b"X-Long: a\n" + b" b\n" * 500000 + b"\nHi.\n")
    ends("header-fields", "300,000 fields",
         b"X-A: b\n" * 300000 + FIELDS + b"\nHi.\n")
    ends("header-alone", "a line of 10 MB without a colon",
         b"x" * (10 * MEGA))
    ends("parameters", "100,000 parameters", message(
        b"Content-Type: text/plain" + b"; a=b" * 100000 + b"\n\nHi.\n"))
    ends("parameters-continued", "100,000 pieces of a name", message(
        b"Content-Type: text/plain" + b"".join(
            b"; name*%d=a" % i for i in range(100000)) + b"\n\nHi.\n"))
    ends("parameters-same", "100,000 names", message(
        b"Content-Type: text/plain" + b"; name=a.txt" * 100000
        + b"\n\nHi.\n"))
    ends("comments", "200,000 comments in each other", message(
        b"Content-Type: text/plain" + b"(" * 200000 + b"\n\nHi.\n"))
    ends("comments-addresses", "comments in an address",
         b"From: " + b"(" * 200000 + b"\n" + MIME + b"\nHi.\n")
    ends("addresses", "200,000 addresses",
         b"To: " + b"a@example.net, " * 200000 + b"\n" + FIELDS + b"\nHi.\n")
    ends("groups", "200,000 groups of addresses",
         b"To: " + b"a:" * 200000 + b"\n" + FIELDS + b"\nHi.\n")
    ends("words", "100,000 encoded words", b"Subject: "
         + b"=?utf-8?Q?a?= " * 100000 + b"\n" + FIELDS + b"\nHi.\n")
    ends("types", "2,000 Content-Type fields, each with its boundary",
         message(b"".join(b"Content-Type: multipart/mixed; boundary=%d\n" % i
                          for i in range(2000)) + b"\n" + b"".join(
                              b"--%d\n\nx\n" % i for i in range(2000))))
    ends("encodings", "5,000 encodings", message(
        b"".join((b"Content-Transfer-Encoding: base64\n",
                  b"Content-Transfer-Encoding: quoted-printable\n")[i % 2]
                 for i in range(5000)) + b"\n" + b64(b"x" * 5000)))
    ends("boundaries", "100,000 lines that may be boundaries", message(
        b"Content-Type: multipart/mixed\n\n" + b"".join(
            b"--%d\nContent-Type: text/plain\n\nx\n" % i
            for i in range(100000))))
    ends("boundary-long", "a boundary of 1 MB", message(
        b'Content-Type: multipart/mixed; boundary="' + b"x" * MEGA
        + b'"\n\n--' + b"x" * MEGA + b"\n\nHi.\n"))
    ends("boundary-nearly", "50,000 lines that are nearly the boundary",
         message(b'Content-Type: multipart/mixed; boundary="'
                 + b"-" * 60 + b'"\n\n' + (b"-" * 61 + b"\n") * 50000))


def encoded_deep(levels):
    made = message(entity(b"Hi.\n"))
    for i in range(levels):
        coded = b64(made) if i % 8 == 0 else made
        made = message(entity(coded, b"message/rfc822",
                              b"base64" if i % 8 == 0 else None))
    return made


def add_texts(corpus):
    def case(name, shows, body, kind=b"text/plain"):
        corpus.ends("hostile-" + name, shows, text_mail(body, kind))

    case("uuencode-begins", "200,000 begin lines", b"begin 644 a\n" * 200000)
    case("uuencode-blocks", "100,000 blocks without an end",
         b"begin 644 a\n#0V%T\n" * 100000)
    case("begin-base64", "100,000 blocks of base64",
         b"begin-base64 644 a\nAAAA\n" * 100000)
    case("yenc-begins", "100,000 yEnc lines",
         b"=ybegin line=128 size=9 name=a\n" * 100000)
    case("binhex-begins", "50,000 BinHex blocks",
         b"(This file must be converted with BinHex 4.0)\n\n:\n" * 50000)
    case("binhex-repeats", "BinHex of repeats",
         b"(This file must be converted with BinHex 4.0)\n\n:"
         + b"\n".join([b"r" * 64] * 20000) + b":\n")
    case("data-uris", "100,000 data: URIs",
         b'<a href="data:text/plain;base64,QUFB">\n' * 100000, b"text/html")
    case("data-uri-nested", "data: URIs in each other",
         b"data:text/html," * 200000, b"text/html")
    case("entities", "a million entities", b"&#101;" * 1000000, b"text/html")
    case("base64-lines", "blobs of base64 with blank lines between",
         (b64(bytes(57)) * 4 + b"\n") * 20000)
    case("forwarded", "50,000 forwarded messages",
         (b"----- Forwarded message -----\nFrom: a@example.net\nSubject: a\n\n"
          b"Hi.\n") * 50000)
    case("mbox", "100,000 mbox lines", b"From a@example.net Sat Nov 21 "
         b"10:00:00 2026\nSubject: a\n\n" * 100000)
    case("pgp", "50,000 lines of PGP",
         b"-----BEGIN PGP MESSAGE-----\n" * 50000)
    case("shar", "100,000 here-documents", b"cat > a << END\n" * 100000)
    case("dashes", "a million lines of two dashes", b"--\n" * 1000000)
    case("lines", "five million empty lines", b"\n" * 5000000)
    case("soft-breaks", "a million soft breaks", b"=\n" * 1000000)
    case("utf-7-shifts", "a million shifts of UTF-7", b"+-" * 1000000,
         b"text/plain; charset=utf-7")
    corpus.ends("hostile-qp-signs", "quoted-printable of signs alone",
                message(entity(b"=" * 2000000, b"text/plain",
                               b"quoted-printable")))
    corpus.ends("hostile-base64-padding", "base64 of padding alone",
                message(entity(b"QQ==" * 500000, b"text/plain", b"base64")))
    corpus.ends("hostile-base64-dots", "base64 of nothing but junk",
                message(entity(b"....\n" * 500000, b"text/plain", b"base64")))


def add_marks(corpus):
    """Marks of archives, repeated, with nothing behind each."""
    for name, mark in (
            ("zip", b"PK\3\4" + bytes(26)), ("zip-end", b"PK\5\6" + bytes(18)),
            ("rar4", b"Rar!\x1a\7\0"), ("rar5", b"Rar!\x1a\7\1\0"),
            ("7z", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(24)),
            ("cab", b"MSCF\0\0\0\0" + bytes(32)),
            ("gz", b"\x1f\x8b\x08\0\0\0\0\0\0\3"), ("xz", b"\xfd7zXZ\0\0\4"),
            ("bz2", b"BZh91AY&SY"), ("arj", b"\x60\xea\x20\0" + bytes(36)),
            ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)),
            ("pdf", b"1 0 obj\n<< /Type /EmbeddedFile >>\nstream\n"),
            ("lha", b"\x20\0-lh5-" + bytes(25))):
        flood = mark * (MEGA // len(mark))
        corpus.ends("hostile-marks-" + name, "a megabyte of its mark",
                    attached(b"MZ" + bytes(62) + flood, b"setup.dat"))
        corpus.ends("hostile-marks-bare-" + name, "the same, bare",
                    mixed([GREETING, entity(b64(flood), b"application/"
                                            b"octet-stream", b"base64",
                                            b"a.dat")]))
