"""What office programs and mail programs put files into."""

import base64
import zipfile
import zlib

from . import office, pack
from .case import HIDDEN
from .mail import MIME, b64, entity, message, uu
from .members import PACKED

INNER = message(entity(b64(HIDDEN), b"text/plain", b"base64"), MIME)


def add(corpus):
    add_tnef(corpus)
    add_smime(corpus)
    add_ole(corpus)
    add_rtf(corpus)
    add_pdf(corpus)
    add_apple(corpus)


def add_tnef(corpus):
    def case(name, shows, content, kind=b"application/ms-tnef",
             file=b"winmail.dat"):
        corpus.found_in("tnef-" + name, shows, content, file, kind)

    one = office.attachment(b"hidden.gz", PACKED)
    only = office.attachment(b"first.txt", b"Only this is here.\n")
    case("attachment", "an attachment", office.tnef([office.VERSION] + one))
    case("second", "the second attachment",
         office.tnef([office.VERSION] + only + one))
    case("octet-stream", "not said to be TNEF",
         office.tnef([office.VERSION] + one), b"application/octet-stream",
         b"file.dat")
    case("wrong-sum", "wrong checksums",
         office.tnef([office.VERSION] + one)[:-2] + b"\xff\xff")
    case("zip", "a zip in it", office.tnef(
        [office.VERSION] + office.attachment(
            b"a.zip", pack.zipped([("a.txt", HIDDEN)]))))
    case("body", "a uuencoded file in the text of the message",
         office.tnef([office.VERSION, (1, 0x0002800c, uu(HIDDEN))]))
    case("cut", "cut behind the attachment", office.tnef(
        [office.VERSION] + one + only)[:-30])


def add_smime(corpus):
    def case(name, shows, content, encode=b64,
             kind=b"application/pkcs7-mime; smime-type=signed-data",
             file=b"smime.p7m"):
        corpus.found("smime-" + name, shows, message(
            entity(encode(content), kind, b"base64", file)))

    case("signed", "opaque-signed", office.signed(INNER))
    case("signed-indefinite", "opaque-signed, in pieces",
         office.signed(INNER, True))
    case("x-type", "under the older type", office.signed(INNER),
         kind=b"application/x-pkcs7-mime")
    case("octet-stream", "known by its name only", office.signed(INNER),
         kind=b"application/octet-stream")
    case("no-name", "known by its content only", office.signed(INNER),
         kind=b"application/octet-stream", file=b"file.dat")
    case("twice", "signed twice", office.signed(message(entity(
        b64(office.signed(INNER)), b"application/pkcs7-mime", b"base64"),
        MIME)))
    case("compressed", "compressed", office.compressed_cms(INNER),
         kind=b"application/pkcs7-mime; smime-type=compressed-data",
         file=b"smime.p7z")
    case("pem", "between PEM lines", office.signed(INNER), encode=lambda c: b64(
        b"-----BEGIN PKCS7-----\n" + b64(c, 64) + b"-----END PKCS7-----\n"))
    corpus.passes("smime-enveloped", "sealed for its reader", message(entity(
        b64(office.enveloped(bytes(range(200)))),
        b"application/pkcs7-mime; smime-type=enveloped-data", b"base64",
        b"smime.p7m")))


def add_ole(corpus):
    def case(name, shows, content, file):
        corpus.found_in("ole-" + name, shows, content, file)

    packed = office.ole10_native(b"a.gz", PACKED + bytes(4096))
    case("native-in-doc", "a file as an object", office.compound(
        [("WordDocument", b"\xec\xa5" + bytes(4094)), ("ObjectPool", [
            ("_1234567890", [("\1Ole10Native", packed)])])]), b"a.doc")
    case("native", "a file as an object", office.compound(
        [("\1Ole10Native", packed)]), b"oleObject1.bin")
    case("package", "a zip as an object", office.compound(
        [("Package", pack.zipped([("a.txt", HIDDEN + bytes(5000))]))]),
        b"a.bin")
    case("in-docx", "an object in a document", pack.zipped(
        [("[Content_Types].xml", b"<Types/>"),
         ("word/document.xml", b"<document/>"),
         ("word/embeddings/oleObject1.bin", office.compound(
             [("\1Ole10Native", packed)]))]), b"a.docx")
    case("msg", "an attachment of a saved message",
         office.msg(b"a.gz", PACKED), b"a.msg")


def add_rtf(corpus):
    def case(name, shows, content, kind=b"application/rtf"):
        corpus.found_in("rtf-" + name, shows, content, b"a.rtf", kind)

    native = office.ole10_native(b"hidden.txt", HIDDEN)[4:]
    coded = office.ole1_object(b"Package", native).hex().encode()
    case("package", "a file as an object", office.rtf_object(coded))
    case("blanks", "blanks and line ends in the codes",
         office.rtf_object(b"\n ".join(coded[i:i + 3] for i in
                                       range(0, len(coded), 3))))
    case("groups", "groups in the codes",
         office.rtf_object(coded[:100] + b"{\\*\\junk 00}" + coded[100:]))
    case("upper", "capital letters", office.rtf_object(coded.upper()))
    case("word", "said to be a document of Word", office.rtf_object(coded),
         b"application/msword")
    case("short-mark", "only {\\rt in front",
         office.rtf_object(coded).replace(b"{\\rtf1", b"{\\rt", 1))
    case("compound", "a compound file as an object", office.rtf_object(
        office.ole1_object(b"Word.Document.8", office.compound(
            [("\1Ole10Native", office.ole10_native(
                b"hidden.txt", HIDDEN + b"x" * 4096))])).hex().encode()))


def add_pdf(corpus):
    def case(name, shows, content):
        corpus.found_in("pdf-" + name, shows, content, b"a.pdf",
                        b"application/pdf")

    flat = zlib.compress(HIDDEN)
    case("flate", "a compressed file", office.pdf(flat, b"/FlateDecode"))
    case("plain", "a file as it is", office.pdf(PACKED, b""))
    case("hex", "in hexadecimal", office.pdf(
        HIDDEN.hex().encode() + b">", b"/ASCIIHexDecode"))
    case("ascii85", "in base 85", office.pdf(
        base64.a85encode(HIDDEN) + b"~>", b"/ASCII85Decode"))
    case("ascii85-flate", "both", office.pdf(
        base64.a85encode(flat) + b"~>", b"[/ASCII85Decode /FlateDecode]"))
    case("name-codes", "the filter's name in codes",
         office.pdf(flat, b"/Fl#61teDecode"))
    case("no-table", "no table of objects", office.pdf(
        flat, b"/FlateDecode").split(b"xref")[0])
    case("zip", "a zip in it", office.pdf(zlib.compress(pack.zipped(
        [("a.txt", HIDDEN)])), b"/FlateDecode"))
    case("encrypted", "encrypted so that everyone can read it",
         office.pdf_encrypted(b"a.txt", HIDDEN))
    case("zip-in-front", "its front is a member of a zip", pack.zipped(
        [("a.txt", b"%PDF-1.5\n")], zipfile.ZIP_STORED)
        + office.pdf(flat, b"/FlateDecode")[9:])
    case("behind-junk", "behind other bytes", b"junk\n" * 50 + office.pdf(
        flat, b"/FlateDecode"))


def add_apple(corpus):
    def case(name, shows, entries, double=False):
        corpus.found_in("apple-" + name, shows,
                        office.apple_file(entries, double), b"a",
                        b"application/applefile")

    coded = uu(HIDDEN)
    named = [(3, b"hidden.uue")]
    case("single-data", "in AppleSingle's data", named + [(1, coded)])
    case("single-resource", "in AppleSingle's resources",
         named + [(1, b"Only this.\n"), (2, coded)])
    case("double-resource", "in AppleDouble's resources",
         named + [(2, coded)], True)
    case("second-data", "in the second data of AppleSingle",
         named + [(1, b"Only this.\n"), (1, coded)])
