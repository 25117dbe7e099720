"""Content-Transfer-Encoding: how it is said, and what is made of it."""

import base64

from .case import HIDDEN
from .mail import GREETING, b64, entity, hexed, message, mixed, multipart, uu


def coded(encoding, content, kind=b"application/octet-stream"):
    return mixed([GREETING, entity(content, kind, encoding, b"a.bin")])


def add(corpus):
    add_said(corpus)
    add_base64(corpus)
    add_quoted(corpus)
    add_uuencode(corpus)


def add_said(corpus):
    text = b64(HIDDEN)
    for name, field in (
            ("upper-case", b"BASE64"), ("quoted", b'"base64"'),
            ("comment-behind", b"base64 (really)"),
            ("comment-in-front", b"(really) base64"),
            ("junk-behind", b"base64; foo=bar"), ("x", b"x-base64"),
            ("dash", b"base-64"), ("comma", b"base64, 7bit"),
            ("two-words", b"7bit base64"), ("dot", b"base64."),
            ("folded", b"\n base64"), ("tab", b"\tbase64\t"),
            ("unknown", b"x-mystery"), ("7bit", b"7bit"), ("8bit", b"8bit"),
            ("binary", b"binary"), ("empty", b""), ("encoded-word",
                                                  b"=?us-ascii?Q?base64?="),
            ("quoted-printable", b"quoted-printable"),
            ("b", b"b"), ("mime", b"mime"), ("nul", b"base64\0x")):
        corpus.found("encoding-said-" + name, "base64, said so",
                     coded(field, text))
    corpus.found("encoding-missing", "a whole body of base64, not said",
                 coded(None, text))
    corpus.found("encoding-missing-text", "a text of base64, not said",
                 message(entity(text)))
    for name, fields in (("first", b"base64\nContent-Transfer-Encoding: 7bit"),
                         ("last", b"7bit\nContent-Transfer-Encoding: base64")):
        corpus.found("encoding-twice-" + name, "two fields, this one is right",
                     coded(fields, text))
    corpus.found("encoding-qp-and-base64", "two fields, base64 is right",
                 coded(b"quoted-printable\nContent-Transfer-Encoding: base64",
                       text))
    corpus.found("encoding-base64-and-qp", "two fields, the other is right",
                 coded(b"base64\nContent-Transfer-Encoding: quoted-printable",
                       hexed(HIDDEN)))
    for name, field in (("x", b"x-quoted-printable"), ("short", b"quoted"),
                        ("upper", b"QUOTED-PRINTABLE"),
                        ("blank", b"quoted printable"), ("q", b"qp"),
                        ("comment", b"quoted-printable (yes)"),
                        ("none", None)):
        corpus.found("encoding-qp-said-" + name, "quoted-printable, said so",
                     coded(field, hexed(HIDDEN), b"text/plain"))
    inner = multipart([GREETING, entity(b64(HIDDEN), b"text/plain",
                                        b"base64")], b"inner")
    field, body = inner.split(b"\n\n", 1)
    for name, word, made in (("base64", b"base64", b64),
                             ("qp", b"quoted-printable", hexed)):
        corpus.found("encoding-multipart-" + name, "a multipart is encoded",
                     message(field + b"\nContent-Transfer-Encoding: " + word
                             + b"\n\n" + made(body)))
        corpus.found("encoding-rfc822-" + name, "a message is encoded",
                     mixed([GREETING, entity(made(message(inner)),
                                             b"message/rfc822", word)]))
    corpus.found("encoding-of-multipart-leaks", "said above, meant below",
                 message(field + b"\nContent-Transfer-Encoding: base64\n\n"
                         + body))


def add_base64(corpus):
    def case(name, shows, text):
        corpus.found("base64-" + name, shows, coded(b"base64", text))

    third = len(HIDDEN) // 3
    pieces = (HIDDEN[:third + 1], HIDDEN[third + 1:2 * third],
              HIDDEN[2 * third:])
    joined = b"".join(base64.b64encode(piece) for piece in pieces)
    good = base64.b64encode(HIDDEN)
    case("padding-in-middle", "streams one after another, on one line",
         joined + b"\n")
    case("padding-in-middle-lines", "streams one after another, on lines",
         b"".join(b64(piece) for piece in pieces))
    case("padding-first", "padding stands first", b"====\n" + b64(HIDDEN))
    case("padding-once-too-much", "more padding than is right, then more",
         b64(HIDDEN[:40]).rstrip(b"=\n") + b"===\n" + b64(HIDDEN[40:]))
    case("no-padding", "no padding at the end",
         b64(HIDDEN + b"!").rstrip(b"=\n") + b"\n")
    case("one-line", "all on one line", good + b"\n")
    case("short-lines", "a character on each line", b64(HIDDEN, 1))
    case("odd-lines", "lines of 7 characters", b64(HIDDEN, 7))
    case("long-lines", "lines of 1,000 characters", b64(HIDDEN * 9, 1000))
    case("blanks", "blanks between all", b" ".join(
        good[i:i + 1] for i in range(len(good))) + b"\n")
    case("tabs-in-front", "each line begins with a tab",
         b"\t" + b64(HIDDEN).replace(b"\n", b"\n\t") + b"\n")
    case("blank-lines", "a blank line behind each", b64(HIDDEN, 76, b"\n\n"))
    case("crlf", "lines end in CR LF", b64(HIDDEN, 76, b"\r\n"))
    case("bare-cr", "lines end in CR", b64(HIDDEN, 76, b"\r") + b"\n")
    for name, junk in (("punctuation", b"!"), ("nul", b"\0"), ("8bit", b"\xa0"),
                       ("minus", b"*"), ("dot", b".")):
        case("junk-" + name, "a character inside that is none of it",
             junk.join(good[i:i + 11] for i in range(0, len(good), 11))
             + b"\n")
    case("junk-line-first", "a line of text above", b"!! *** !!\n"
         + b64(HIDDEN))
    case("text-behind", "a signature behind it",
         b64(HIDDEN + b"!") + b"-- \nA mailing list\n")
    case("text-in-front", "a sentence above it",
         b"This part is encoded.\n\n" + b64(HIDDEN))
    case("url-alphabet", "with - and _", b64(
        b"\xfb\xef\xff" * 9 + HIDDEN).replace(b"+", b"-").replace(b"/", b"_"))
    case("twice", "base64 of base64", b64(b64(HIDDEN)))
    case("of-gzip-uuencoded", "base64 of a uuencoded text", b64(uu(HIDDEN)))
    case("quoted-lines", "quoted with > as in an answer",
         b"> " + b64(HIDDEN).replace(b"\n", b"\n> ") + b"\n")


def add_quoted(corpus):
    def case(name, shows, text):
        corpus.found("qp-" + name, shows,
                     coded(b"quoted-printable", text, b"text/plain"))

    split = HIDDEN.replace(b"TEST-VI", b"TEST=\n-VI")
    corpus.found("qp-soft-break", "broken softly",
                 coded(b"quoted-printable", split, b"text/plain"))
    for name, end in (("blank", b" "), ("tabs", b"\t \t"), ("cr", b"\r")):
        case("soft-break-" + name, "more behind the sign of a soft break",
             split.replace(b"=\n", b"=" + end + b"\n"))
    case("lower-case", "small letters",
         hexed(HIDDEN).lower())
    case("broken-codes", "codes that are none, then good ones",
         b"=ZZ =4 =\n=" + hexed(HIDDEN))
    case("sign-at-end", "the sign is the last byte",
         hexed(HIDDEN).rstrip() + b"=")
    case("long-line", "one line of 20 kB",
         b"x" * 20000 + hexed(HIDDEN).replace(b"=\n", b""))
    case("crlf", "lines end in CR LF", hexed(HIDDEN).replace(b"\n", b"\r\n"))
    case("of-base64", "the base64 in it was encoded, too",
         hexed(b64(HIDDEN)))
    case("soft-break-everywhere", "after each code",
         hexed(HIDDEN).replace(b"=\n", b"").replace(b"=", b"=\n="))
    case("soft-break-nul", "a NUL behind the sign",
         split.replace(b"=\n", b"=\0\n"))


def add_uuencode(corpus):
    for word in (b"x-uuencode", b"uuencode", b"x-uue", b"uue", b"X-UUENCODE"):
        corpus.found("uuencode-said-" + word.decode().lower()
                     + ("-upper" if word.isupper() else ""),
                     "said to be so", coded(word, uu(HIDDEN)))
    corpus.found("uuencode-said-base64", "said to be base64",
                 coded(b"base64", uu(HIDDEN)))
    corpus.found("uuencode-said-qp", "said to be quoted-printable",
                 coded(b"quoted-printable", uu(HIDDEN)))
