"""Text in charsets that hide ASCII letters; it must be found as UTF-8."""

import base64

from .case import HIDDEN
from .mail import GREETING, b64, entity, message, mixed

TEXT = HIDDEN.decode("ascii")


def add(corpus):
    for charset in ("utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le",
                    "utf-32be"):
        content = TEXT.encode(charset)
        said = charset.encode()
        corpus.found("charset-" + charset, "said to be so", message(entity(
            b64(content), b"text/plain; charset=" + said, b"base64")))
        corpus.found("charset-" + charset + "-attachment", "a file, not said",
                     mixed([GREETING, entity(b64(content),
                                             b"application/octet-stream",
                                             b"base64", b"a.txt")]))
    corpus.found("charset-utf-16-said-utf-8", "said to be UTF-8",
                 message(entity(b64(TEXT.encode("utf-16")),
                                b"text/plain; charset=utf-8", b"base64")))
    corpus.found("charset-utf-16-said-twice", "two charsets, the last is right",
                 message(entity(b64(TEXT.encode("utf-16be")),
                                b"text/plain; charset=us-ascii; "
                                b"charset=utf-16be", b"base64")))
    corpus.found("charset-utf-16-html", "markup with a data: URI in UTF-16",
                 message(entity(b64((
                     '<a href="data:text/plain;base64,'
                     + base64.b64encode(HIDDEN).decode() + '">x</a>'
                 ).encode("utf-16")), b"text/html; charset=utf-16",
                     b"base64")))
    shifted = "+" + base64.b64encode(
        TEXT.encode("utf-16be")).decode().rstrip("=") + "-"
    corpus.found("charset-utf-7", "all of it shifted", message(entity(
        shifted.encode() + b"\n", b"text/plain; charset=utf-7")))
    corpus.found("charset-utf-7-minus", "UTF-7 where only a sign is shifted",
                 message(entity(HIDDEN.replace(b"-", b"+AC0-"),
                                b"text/plain; charset=utf-7")))
    corpus.found("charset-utf-7-alias", "UTF-7 by its other name",
                 message(entity(HIDDEN.replace(b"-", b"+AC0-"),
                                b"text/plain; charset=unicode-1-1-utf-7")))
    corpus.found("charset-utf-7-meta", "UTF-7, said in the markup",
                 message(entity(
                     b'<meta charset="utf-7">\n'
                     + HIDDEN.replace(b"-", b"+AC0-"), b"text/html")))
    for charset in ("cp037", "cp500", "cp1140"):
        said = {"cp037": b"ibm037", "cp500": b"ibm500",
                "cp1140": b"ibm1140"}[charset]
        corpus.found("charset-" + charset, "EBCDIC", message(entity(
            b64(TEXT.encode(charset)), b"text/plain; charset=" + said,
            b"base64")))
    corpus.found("charset-hz", "HZ with what is no Chinese in front",
                 message(entity(b"~{VPND~}\n" + HIDDEN.replace(
                     b"TEST", b"TE~\nST"), b"text/plain; charset=hz-gb-2312")))
    corpus.found("charset-iso-2022-jp", "escapes between the letters",
                 message(entity(HIDDEN.replace(b"TEST", b"TE\x1b(BST"),
                                b"text/plain; charset=iso-2022-jp")))
    corpus.found("charset-iso-2022-kr", "shifts between the letters",
                 message(entity(b"\x1b$)C" + HIDDEN.replace(
                     b"TEST", b"TE\x0e\x0fST"),
                     b"text/plain; charset=iso-2022-kr")))
    corpus.flagged("charset-unknown", "charset", "a charset nobody knows",
                   message(entity(b"odd\n", b"text/plain; charset=x-martian")))
