"""Archives behind, before or between other bytes."""

from . import pack
from .case import HIDDEN
from .mail import attached

MEMBER = [("hidden.txt", HIDDEN)]
PROGRAM = (b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0\x4c\x01" + bytes(500))
PICTURE = (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\x12" * 600
           + b"\xff\xd9")
GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"

ARCHIVES = (("zip", pack.zipped(MEMBER)), ("rar4", pack.rar4(MEMBER)),
            ("rar5", pack.rar5(MEMBER)),
            ("7z", pack.sevenzip("hidden.txt", HIDDEN)),
            ("cab", pack.cabbed(MEMBER, 1)), ("arj", pack.arjed(MEMBER)),
            ("lha", pack.lhaed(MEMBER)), ("gz", pack.gzipped(HIDDEN)),
            ("xz", pack.xzed(HIDDEN)))


def add(corpus):
    for name, archive in ARCHIVES:
        corpus.found("carried-by-program-" + name, "it unpacks itself",
                     attached(PROGRAM + archive, b"setup.dat"))
        corpus.found("carried-by-picture-" + name, "behind a picture",
                     attached(PICTURE + archive, b"photo.jpg",
                              b"image/jpeg"))
    for name, front in (("gif", GIF), ("pdf", PDF), ("text", b"Hello.\n" * 9),
                        ("nul", bytes(2000)), ("random", bytes(
                            (i * 167 + i // 7) & 255 for i in range(3000)))):
        corpus.found("carried-by-" + name + "-zip", "behind other bytes",
                     attached(front + pack.zipped(MEMBER), b"file.dat"))
    corpus.found("carried-zip-in-front", "a zip before other bytes", attached(
        pack.zipped(MEMBER) + b"\x12" * 70000, b"file.zip"))
    corpus.found("carried-zip-between", "a zip between other bytes", attached(
        PICTURE + pack.zipped(MEMBER) + PICTURE, b"photo.jpg"))
    corpus.found("carried-zip-no-directory-between",
                 "a zip without directory between other bytes", attached(
                     PICTURE + pack.zipped(MEMBER)[:-80] + PICTURE))
    corpus.found("carried-zip-behind-zip", "a second zip behind the first",
                 attached(pack.zipped([("a.txt", b"Only this.\n")])
                          + pack.zipped(MEMBER), b"file.zip"))
    corpus.found("carried-zip-first-of-two", "the first of two zips",
                 attached(pack.zipped(MEMBER)
                          + pack.zipped([("a.txt", b"Only this.\n")]),
                          b"file.zip"))
    corpus.found("carried-zip-behind-rar", "a zip behind a RAR", attached(
        pack.rar4([("a.txt", b"Only this.\n")]) + pack.zipped(MEMBER),
        b"file.rar"))
    corpus.found("carried-rar-behind-zip", "a RAR behind a zip", attached(
        pack.zipped([("a.txt", b"Only this.\n")]) + pack.rar4(MEMBER),
        b"file.zip"))
    corpus.found("carried-tar-behind-gz", "a tar behind a gzip", attached(
        pack.gzipped(b"Only this is here.\n") + pack.tarred(MEMBER)))
    corpus.found("carried-zip-in-tar-padding", "a zip behind a tar's end",
                 attached(pack.tarred([("a.txt", b"Only this.\n")])
                          + pack.zipped(MEMBER), b"file.tar"))
