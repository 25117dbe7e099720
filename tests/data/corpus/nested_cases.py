"""Archives in archives, mail in archives, archives in mail in archives."""

from . import pack
from .case import HIDDEN
from .mail import (GREETING, attached, b64, entity, message, mixed, uu)


def add(corpus):
    def case(name, shows, content, file=b"file.bin"):
        corpus.found_in("nested-" + name, shows, content, file)

    for deep in (2, 5, 20, 40):
        content = HIDDEN
        for i in range(deep):
            content = pack.zipped([(f"{i}.zip", content)])
        case(f"zip-{deep}", "zips in each other", content, b"file.zip")
        content = HIDDEN
        for _ in range(deep):
            content = pack.gzipped(content)
        case(f"gz-{deep}", "gzips in each other", content, b"file.gz")
    content = HIDDEN
    for packer in (
            lambda c: pack.zipped([("a", c)]), pack.gzipped,
            lambda c: pack.tarred([("b", c)]), pack.xzed,
            lambda c: pack.cpioed([("c", c)]), pack.bzipped,
            lambda c: pack.rar5([("d", c)]), pack.zstded,
            lambda c: pack.ared([("e", c)]), pack.lz4ed,
            lambda c: pack.cabbed([("f", c)]), pack.lzipped,
            lambda c: pack.lhaed([("g", c)])):
        content = packer(content)
    case("each-kind", "13 kinds in each other", content)
    inner = mixed([GREETING, entity(b64(HIDDEN), b"text/plain", b"base64",
                                    b"a.txt")])
    case("message-in-zip", "a message", pack.zipped([("a.eml", inner)]))
    case("message-no-extension", "a message without its extension",
         pack.zipped([("a", inner)]))
    case("zip-in-message-in-tar", "a zip in a message in a tar", pack.tarred(
        [("a.eml", attached(pack.zipped([("a.txt", HIDDEN)])))]))
    case("uuencode-in-zip", "a uuencoded text", pack.zipped(
        [("a.txt", b"Hello\n\n" + uu(HIDDEN))]))
    case("base64-in-zip", "a text of base64", pack.zipped(
        [("a.b64", b64(HIDDEN * 4))]))
    case("html-in-zip", "a page with a data: URI", pack.zipped(
        [("a.html", b'<html><a href="data:text/plain;base64,'
          + b64(HIDDEN, 10000).strip() + b'">x</a></html>')]))
    case("utf-16-in-zip", "a text in UTF-16", pack.zipped(
        [("a.txt", HIDDEN.decode().encode("utf-16"))]))
    case("zip-in-docx", "a zip in a document", pack.zipped(
        [("[Content_Types].xml", b"<Types/>"),
         ("word/document.xml", b"<document/>"),
         ("word/embeddings/a.zip", pack.zipped([("a.txt", HIDDEN)]))]),
        b"a.docx")
    corpus.found("nested-uuencoded-zip", "a uuencoded zip in a text", message(
        entity(b"Hello\n\n" + uu(pack.zipped([("a.txt", HIDDEN)]),
                                 b"a.zip"))))
    corpus.found("nested-zip-inline-binary", "a zip in 8bit, not encoded",
                 mixed([GREETING, entity(
                     pack.zipped([("a.txt", HIDDEN)]), b"application/zip",
                     b"binary", b"a.zip")]))
    corpus.found_in("nested-zip-as-text", "a zip said to be text",
                    pack.zipped([("a.txt", HIDDEN)]), b"a.txt", b"text/plain")
