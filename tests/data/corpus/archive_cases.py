"""Archives, each of its own kind, with the string in a member."""

import tarfile
import zipfile

from . import pack
from .case import HIDDEN
from .members import BEFORE, MEMBER, PACKED


def add(corpus):
    def case(name, shows, content, file=b"file.bin"):
        corpus.found_in("archive-" + name, shows, content, file)

    for name, method in (("stored", zipfile.ZIP_STORED),
                         ("deflate", zipfile.ZIP_DEFLATED),
                         ("bzip2", zipfile.ZIP_BZIP2),
                         ("lzma", zipfile.ZIP_LZMA)):
        case("zip-" + name, "a zip by this method",
             pack.zipped(BEFORE + MEMBER, method), b"file.zip")
    case("zip-many", "the last of 2,000 members", pack.zipped(
        [(f"{i}.txt", b"x") for i in range(1999)] + MEMBER), b"file.zip")
    case("zip-in-folder", "in folders", pack.zipped(
        [("a/b/c/d/hidden.gz", PACKED)]), b"file.zip")
    case("zip-same-name", "two members of one name", pack.zipped(
        [("hidden.gz", b"Only this.\n")] + MEMBER), b"file.zip")
    case("zip-no-name", "a member without a name", pack.zipped(
        [("", HIDDEN)]), b"file.zip")
    case("zip-path-up", "a member that would go up", pack.zipped(
        [("../../../etc/hidden", HIDDEN)]), b"file.zip")
    case("zip-8bit-name", "a name that is no UTF-8", pack.zip_by_hand(
        b"\xff\xfe\x80.txt", pack.deflated(HIDDEN), size=len(HIDDEN),
        crc=pack.CRC(HIDDEN)), b"file.zip")
    case("zip-comment", "behind a comment", pack.zipped(
        MEMBER, comment=b"A comment of some length." * 50), b"file.zip")
    case("zip-as-docx", "a document in it", pack.zipped(
        [("[Content_Types].xml", b"<Types/>"), ("word/document.xml",
                                                b"<document/>"),
         ("word/media/image1.txt", HIDDEN)]), b"a.docx")
    case("zip-as-odt", "a document in it", pack.zipped(
        [("mimetype", b"application/vnd.oasis.opendocument.text"),
         ("Pictures/1.txt", HIDDEN)]), b"a.odt")
    case("zip-as-jar", "in a program of Java", pack.zipped(
        [("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\n")] + MEMBER),
        b"a.zip")
    for form, name in ((tarfile.USTAR_FORMAT, "ustar"),
                       (tarfile.GNU_FORMAT, "gnu"),
                       (tarfile.PAX_FORMAT, "pax")):
        case("tar-" + name, "tar of this form",
             pack.tarred(BEFORE + MEMBER, form), b"file.tar")
        case("tar-long-name-" + name, "a name of 150 characters",
             pack.tarred([("folder/" * 20 + "hidden.gz", PACKED)], form),
             b"file.tar")
    case("tar-v7", "tar without any mark", pack.tar_with(
        pack.tarred(MEMBER), (257, bytes(255))), b"file.tar")
    case("tar-no-end", "no blocks of NUL at its end",
         pack.tarred(MEMBER).rstrip(b"\0"), b"file.tar")
    case("tar-second", "a second tar behind the first",
         pack.tarred(BEFORE) + pack.tarred(MEMBER), b"file.tar")
    for form in ("newc", "odc", "bin"):
        case("cpio-" + form, "cpio of this form",
             pack.cpioed(BEFORE + MEMBER, form), b"file.cpio")
    folder = pack.cpioed([("d", pack.gzipped(HIDDEN))])
    case("cpio-folder", "the data of a folder in a cpio",
         folder.replace(b"%08X" % 0o100644, b"%08X" % 0o040755, 1),
         b"file.cpio")
    case("ar", "ar", pack.ared(BEFORE + MEMBER), b"file.a")
    case("deb", "a package of Debian", pack.ared(
        [("debian-binary", b"2.0\n"),
         ("control.tar.gz", pack.gzipped(pack.tarred(BEFORE))),
         ("data.tar.xz", pack.xzed(pack.tarred(MEMBER)))]), b"file.deb")
    for level in (0, 2):
        case(f"lha-{level}", "LHA with headers of this level",
             pack.lhaed(BEFORE + MEMBER, level), b"file.lzh")
    case("arj", "ARJ", pack.arjed(BEFORE + MEMBER), b"file.arj")
    case("cab-stored", "a cabinet", pack.cabbed(BEFORE + MEMBER), b"file.cab")
    case("cab-mszip", "a cabinet, compressed",
         pack.cabbed(BEFORE + MEMBER, 1), b"file.cab")
    case("szdd", "a file compressed by COMPRESS.EXE", pack.szdd(HIDDEN),
         b"file.ex_")
    case("xar", "xar", pack.xarred("hidden.gz", PACKED), b"file.xar")
    case("rar4", "RAR of version 4", pack.rar4(BEFORE + MEMBER), b"file.rar")
    case("rar5", "RAR of version 5", pack.rar5(BEFORE + MEMBER), b"file.rar")
    for coder in ("copy", "lzma"):
        case("7z-" + coder, "7z by this method",
             pack.sevenzip("hidden.gz", PACKED, coder), b"file.7z")
    case("iso", "an image of a disk", pack.iso("HIDDEN.GZ;1", PACKED),
         b"file.dat")
    case("iso-joliet", "an image with long names", pack.iso(
        "HIDDEN.GZ;1", PACKED, "a long name.gz"), b"file.dat")
    for kind, content in (("zip", pack.zipped(MEMBER)),
                          ("tar", pack.tarred(MEMBER)),
                          ("rar4", pack.rar4(MEMBER)),
                          ("cab", pack.cabbed(MEMBER))):
        case(kind + "-wrong-extension", "said to be a picture", content,
             b"photo.jpg")
