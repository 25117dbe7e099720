"""Archives behind, before or between other bytes."""

from . import pack
from .case import HIDDEN
from .members import MEMBER, PACKED

PROGRAM = (b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0\x4c\x01" + bytes(500))
PICTURE = (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\x12" * 600
           + b"\xff\xd9")
GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"

ARCHIVES = (("zip", pack.zipped(MEMBER)), ("rar4", pack.rar4(MEMBER)),
            ("rar5", pack.rar5(MEMBER)),
            ("7z", pack.sevenzip("hidden.gz", PACKED)),
            ("cab", pack.cabbed(MEMBER, 1)), ("arj", pack.arjed(MEMBER)),
            ("lha", pack.lhaed(MEMBER)), ("gz", PACKED),
            ("xz", pack.xzed(HIDDEN)))


def add(corpus):
    for name, archive in ARCHIVES:
        corpus.found_in("carried-by-program-" + name, "it unpacks itself",
                        PROGRAM + archive, b"setup.dat")
        corpus.found_in("carried-by-picture-" + name, "behind a picture",
                        PICTURE + archive, b"photo.jpg", b"image/jpeg")
    for name, front in (("gif", GIF), ("pdf", PDF), ("text", b"Hello.\n" * 9),
                        ("nul", bytes(2000)), ("random", bytes(
                            (i * 167 + i // 7) & 255 for i in range(3000)))):
        corpus.found_in("carried-by-" + name + "-zip", "behind other bytes",
                        front + pack.zipped(MEMBER), b"file.dat")

    def case(name, shows, content, file=b"file.bin"):
        corpus.found_in("carried-" + name, shows, content, file)

    zipped, only = pack.zipped(MEMBER), [("a.txt", b"Only this is here.\n")]
    case("zip-in-front", "a zip before other bytes", zipped + b"\x12" * 70000,
         b"file.zip")
    case("zip-between", "a zip between other bytes",
         PICTURE + zipped + PICTURE, b"photo.jpg")
    case("zip-no-directory-between",
         "a zip without directory between other bytes",
         PICTURE + zipped[:-80] + PICTURE)
    case("zip-behind-zip", "a second zip behind the first",
         pack.zipped(only) + zipped, b"file.zip")
    case("zip-first-of-two", "the first of two zips",
         zipped + pack.zipped(only), b"file.zip")
    case("zip-behind-rar", "a zip behind a RAR", pack.rar4(only) + zipped,
         b"file.rar")
    case("rar-behind-zip", "a RAR behind a zip",
         pack.zipped(only) + pack.rar4(MEMBER), b"file.zip")
    case("tar-behind-gz", "a tar behind a gzip",
         pack.gzipped(b"Only this is here.\n") + pack.tarred(MEMBER))
    case("zip-in-tar-padding", "a zip behind a tar's end",
         pack.tarred(only) + zipped, b"file.tar")
