"""Mail that is odd or looks like something, and holds nothing: it passes."""

import base64
import zlib

from . import pack
from .mail import (FIELDS, GREETING, MIME, attached, b64, entity, hexed,
                   lines_of, message, mixed, multipart, text_mail)

PROSE = (b"Dear all,\n\nthe meeting is on Monday at ten. Please bring the\n"
         b"figures of last month, and something to write.\n\nYours, A.\n")
PNG = (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"
       b"\x1f\x15\xc4\x89" + b"\0\0\0\nIDATx\x9cc\0\1\0\0\5\0\1\r\n-\xb4"
       b"\0\0\0\0IEND\xaeB`\x82")
HTML = (b"<html><body><p>Dear all,</p><p>the meeting is on Monday.</p>"
        b"</body></html>\n")


def add(corpus):
    add_usual(corpus)
    add_bodies(corpus)
    add_headers(corpus)
    add_files(corpus)


def add_usual(corpus):
    passes = corpus.passes
    both = multipart([entity(PROSE), entity(HTML, b"text/html")], b"alt",
                     b"alternative")
    passes("harmless-plain", "a plain text", message(b"\n" + PROSE, FIELDS))
    passes("harmless-alternative", "text and HTML", message(both))
    passes("harmless-attachment", "text, HTML and a file",
           mixed([both, entity(b64(PNG), b"image/png", b"base64",
                               b"photo.png")]))
    passes("harmless-inline-picture", "a picture in HTML", message(multipart(
        [entity(b'<img src="cid:1">\n', b"text/html"),
         entity(b64(PNG), b"image/png", b"base64", more=b"Content-ID: <1>\n")
         ], kind=b"related")))
    passes("harmless-data-uri-picture", "a picture in a data: URI",
           text_mail(b'<img src="data:image/png;base64,'
                     + base64.b64encode(PNG) + b'">\n', b"text/html"))
    passes("harmless-signed", "signed by S/MIME", message(multipart(
        [entity(PROSE), entity(b64(bytes(range(250))), b"application/"
                               b"pkcs7-signature", b"base64", b"smime.p7s")],
        kind=b'signed; micalg=sha-256; protocol="application/'
        b'pkcs7-signature"')))
    passes("harmless-signed-pgp", "signed by PGP/MIME", message(multipart(
        [entity(PROSE), entity(b"-----BEGIN PGP SIGNATURE-----\n\n"
                               + b64(bytes(range(99))) + b"=abcd\n"
                               b"-----END PGP SIGNATURE-----\n",
                               b"application/pgp-signature", None,
                               b"signature.asc")],
        kind=b'signed; micalg=pgp-sha256; protocol="application/'
        b'pgp-signature"')))
    passes("harmless-clearsigned", "a text signed by PGP", text_mail(
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + PROSE
        + b"-----BEGIN PGP SIGNATURE-----\n\n" + b64(bytes(range(99)))
        + b"=abcd\n-----END PGP SIGNATURE-----\n"))
    passes("harmless-bounce", "a report of non-delivery", message(multipart(
        [entity(b"Your mail could not be delivered.\n"),
         entity(b"Reporting-MTA: dns; mx.example.net\n\n"
                b"Final-Recipient: rfc822; user@example.com\n"
                b"Action: failed\nStatus: 5.1.1\n",
                b"message/delivery-status"),
         entity(FIELDS, b"text/rfc822-headers")],
        kind=b"report; report-type=delivery-status")))
    passes("harmless-qmail-bounce", "qmail's bounce", message(
        b"\nHi. This is the qmail-send program at example.net.\nI'm afraid I "
        b"wasn't able to deliver your message.\n\n<user@example.com>:\n"
        b"Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this "
        b"line is a copy of the message.\n\nReturn-Path: <a@example.net>\n"
        + message(b"\n" + PROSE, FIELDS), FIELDS))
    passes("harmless-forwarded", "a forwarded message", mixed(
        [GREETING, entity(message(both), b"message/rfc822")]))
    passes("harmless-digest", "a digest", mixed(
        [b"\n" + message(b"\n" + PROSE, FIELDS)] * 3, kind=b"digest"))
    passes("harmless-calendar", "an invitation", message(multipart(
        [entity(PROSE), entity(
            b"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\nBEGIN:VEVENT\n"
            b"UID:1@example.net\nDTSTART:20261123T100000Z\nEND:VEVENT\n"
            b"END:VCALENDAR\n", b"text/calendar; method=REQUEST")],
        kind=b"alternative")))
    passes("harmless-card", "a card", mixed([GREETING, entity(
        b"BEGIN:VCARD\nVERSION:3.0\nN:A;B\nPHOTO;ENCODING=b;TYPE=PNG:"
        + base64.b64encode(PNG) + b"\nEND:VCARD\n", b"text/vcard", None,
        b"a.vcf")]))
    passes("harmless-list-footer", "a footer below the parts", message(
        multipart([entity(PROSE)]) + b"\n_______________\nlist@example.net\n"))


def add_bodies(corpus):
    def text(name, shows, body, kind=b"text/plain"):
        corpus.passes("harmless-text-" + name, shows, text_mail(body, kind))

    text("empty", "nothing", b"")
    text("no-newline", "no newline at its end", b"The last line")
    text("blank-lines", "only blank lines", b"\n" * 500)
    text("begin", "begin at a line's start", b"We will\n\nbegin 100 metres "
         b"from here.\nIt is not far.\n")
    text("begin-644", "what nearly begins uuencode",
         b"begin 644 the file\nthat is how it starts, said he.\n")
    text("dashes", "lines of dashes", b"--\n-- \n---\n-----\n--line\n"
         + b"-" * 76 + b"\n" + PROSE)
    text("headers", "fields quoted in a text", b"He wrote:\n\nFrom: A <a@"
         b"example.net>\nSubject: hello\nContent-Type: text/plain\n\n" + PROSE)
    text("boundary-quoted", "a boundary quoted in a text",
         b"Write this:\n\nContent-Type: multipart/mixed; boundary=\"x\"\n\n"
         b"--x\nContent-Type: text/plain\n\nyour text\n--x--\n")
    text("sums", "checksums", b"".join(
        b"%064x  file%d.txt\n" % (i * 0x123456789abcdef1234567 ** 2 % (
            1 << 256), i) for i in range(40)))
    text("key", "a key in base64", b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
         + b64(bytes(range(48)))[:43] + b" user@example.net\n")
    text("certificate", "a certificate", b"-----BEGIN CERTIFICATE-----\n"
         + b64(b"\x30\x82\x01\x00" + bytes(range(200)), 64)
         + b"-----END CERTIFICATE-----\n")
    text("diff", "a change to a program", b"--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,"
         b"2 @@\n-int a;\n+int b;\n \n--\n2.39.2\n")
    text("shell", "a here-document", b"cat > a.txt << 'END'\nhello\nEND\n")
    text("from-lines", "lines that begin with From",
         b"From here it is far.\n>From there, too.\n" + PROSE)
    text("dots", "lines of dots", b".\n..\n.\r\n...\n")
    text("long-line", "a line of 50 kB", b"word " * 10000 + b"\n")
    text("bare-cr", "CR without LF", PROSE.replace(b"\n", b"\r"))
    text("crlf", "CR LF", PROSE.replace(b"\n", b"\r\n"))
    text("8bit", "bytes beyond ASCII, not said", b"f\xfcr \xe4lle\n" * 9)
    text("nul", "NUL bytes", b"a\0b\0\0c\n" * 9)
    text("controls", "control bytes", bytes(range(1, 32)) * 9 + b"\n")
    text("equals", "signs that are no quoted-printable",
         b"a=b; c==d; e=FF; f=\n=3D\n" * 9)
    text("plus", "signs that are no UTF-7", b"a+b-c +AC0- 1+1=2-\n" * 9)
    text("amp", "entities that are needed", b"<p>a &lt; b &amp;&amp; c &#8364;"
         b" 5</p>\n", b"text/html")
    text("rfc1036", "a header below a blank line", b"\nX-Note: a\n\n" + PROSE)
    text("yenc-word", "a line about yEnc", b"=ybegin is how yEnc begins\n")
    text("format-flowed", "blanks at line ends",
         PROSE.replace(b"\n", b" \n"), b"text/plain; format=flowed")
    corpus.passes("harmless-text-charsets", "usual charsets", mixed([
        entity("Übersicht\n".encode("latin-1"),
               b"text/plain; charset=iso-8859-1", b"8bit"),
        entity("Обзор\n".encode("koi8-r"), b"text/plain; charset=koi8-r",
               b"8bit"),
        entity("会議\n".encode("iso-2022-jp"),
               b"text/plain; charset=iso-2022-jp", b"7bit"),
        entity("会議\n".encode("shift_jis"),
               b"text/plain; charset=shift_jis", b"8bit"),
        entity("會議\n".encode("big5"), b"text/plain; charset=big5", b"8bit"),
        entity("会议\n".encode("gb18030"), b"text/plain; charset=gb18030",
               b"8bit"),
        entity(hexed("Übersicht\n".encode()), b"text/plain; charset=utf-8",
               b"quoted-printable"),
        entity("Übersicht\n".encode("cp1252"),
               b"text/plain; charset=windows-1252", b"8bit")]))
    corpus.passes("harmless-text-utf-16", "a text in UTF-16", message(entity(
        b64(PROSE.decode().encode("utf-16")),
        b"text/plain; charset=utf-16", b"base64")))


def add_headers(corpus):
    def case(name, shows, made):
        corpus.passes("harmless-header-" + name, shows, made)

    case("only", "a header and nothing else", FIELDS)
    case("cut", "a header that ends inside a field", FIELDS + b"X-Cut: a")
    case("many-received", "90 trace fields", b"Received: from a by b; Sat, 21 "
         b"Nov 2026 10:00:00 +0000\n" * 90 + FIELDS + b"\n" + PROSE)
    case("no-subject", "few fields", b"To: user@example.com\n\n" + PROSE)
    case("8bit", "names in UTF-8", "From: Jürgen <j@example.net>\n".encode()
         + FIELDS + b"\n" + PROSE)
    case("words", "encoded words", b"From: =?iso-8859-1?Q?J=FCrgen?= <j@"
         b"example.net>\nSubject: =?utf-8?B?w5xiZXI=?=\n =?utf-8?B?c2ljaHQ=?="
         b"\n\n" + PROSE)
    case("dkim", "signatures in the header", b"DKIM-Signature: v=1; a=rsa-"
         b"sha256; d=example.net; s=a;\n\tbh=" + b64(bytes(32)).strip()
         + b";\n\tb=" + b64(bytes(range(255)), 70, b"\n\t ").strip() + b"\n"
         + FIELDS + b"\n" + PROSE)
    case("folded-subject", "a subject in ten lines",
         b"Subject: a" + b"\n b" * 10 + b"\n" + FIELDS + b"\n" + PROSE)
    case("empty-fields", "fields without a value",
         b"X-Empty:\nX-Blank: \n" + FIELDS + b"\n" + PROSE)
    case("uncommon-mime", "comments in MIME fields", FIELDS
         + b"MIME-Version: 1.0 (by hand)\nContent-Type: text/plain "
         b"(a text); charset=us-ascii\nContent-Transfer-Encoding: 7bit "
         b"(no codes)\n\n" + PROSE)
    case("mbox", "an mbox line first", b"From a@example.net Sat Nov 21 10:00:"
         b"00 2026\n" + FIELDS + b"\n" + PROSE)
    case("preamble", "a note above the parts", message(
        b'Content-Type: multipart/mixed; boundary="line"\n\nThis is a message '
        b"in MIME format.\n\n" + lines_of([GREETING, entity(PROSE)])))
    case("multipart-empty", "a multipart without parts",
         message(b'Content-Type: multipart/mixed; boundary="line"\n\n'
                 b"--line--\n"))
    case("mime-only", "MIME fields alone", MIME + entity(PROSE))


def add_files(corpus):
    def case(name, shows, content, file, kind=b"application/octet-stream"):
        corpus.passes("harmless-file-" + name, shows,
                      attached(content, file, kind))

    case("empty", "an empty file", b"", b"empty.txt")
    case("png", "a picture", PNG, b"a.png", b"image/png")
    case("png-as-jpg", "a picture that is of another kind", PNG, b"a.jpg",
         b"image/jpeg")
    case("zip", "a zip of texts", pack.zipped([("a.txt", PROSE),
                                               ("b/c.txt", PROSE)]), b"a.zip")
    case("cpio-link", "a cpio with a link", pack.cpioed(
        [("a.txt", PROSE), ("b.txt", b"a.txt")]).replace(
            b"%08X%08X" % (1, 0o100644), b"%08X%08X" % (1, 0o120777)),
         b"a.cpio")
    case("zip-empty", "a zip of nothing", pack.zipped([]), b"a.zip")
    case("zip-in-zip", "a zip in a zip", pack.zipped(
        [("a.zip", pack.zipped([("a.txt", PROSE)]))]), b"b.zip")
    case("docx", "a document", pack.zipped(
        [("[Content_Types].xml", b"<Types/>"),
         ("word/document.xml", b"<document/>")]), b"a.docx")
    case("tar-gz", "a tar", pack.gzipped(pack.tarred([("a.txt", PROSE)])),
         b"a.tar.gz")
    case("gz", "a log", pack.gzipped(PROSE * 50), b"a.log.gz")
    case("7z", "a 7z", pack.sevenzip("a.txt", PROSE), b"a.7z")
    case("rar", "a RAR", pack.rar5([("a.txt", PROSE)]), b"a.rar")
    case("csv", "a table", b"a;b;c\n1;2;3\n" * 500, b"a.csv", b"text/csv")
    case("mz-text", "a text that begins with MZ", b"MZ is how it begins.\n"
         + PROSE, b"a.txt", b"text/plain")
    case("pk-text", "a text that begins with PK", b"PK is how it begins.\n"
         + PROSE, b"a.txt", b"text/plain")
    case("random", "bytes without order", b"".join(
        zlib.crc32(b"%d" % i).to_bytes(4, "big") for i in range(20000)),
        b"a.dat")
    case("eml", "a saved message", message(b"\n" + PROSE, FIELDS), b"a.eml")
    case("pdf", "a document", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\n"
         b"endobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n", b"a.pdf",
         b"application/pdf")
    case("rtf", "a text", b"{\\rtf1\\ansi Hello.\\par}\n", b"a.rtf",
         b"application/rtf")
