"""What is packed inside text: uuencode, yEnc, BinHex, data URIs and others."""

import base64
import binascii
import struct
import urllib.parse
import zlib

from .case import HIDDEN
from .mail import (GREETING, b64, entity, hexed, message, mixed, multipart,
                   text_mail, uu)

BEFORE = b"Hello,\n\nhere is the file that you wanted.\n\n"
AFTER = b"\nBye.\n"


def yenc(content, name=b"hidden.txt", part=None, line=128):
    coded = bytearray()
    column = 0
    for byte in content:
        byte = (byte + 42) & 255
        if byte in b"\0\n\r=":
            coded += b"="
            byte = (byte + 64) & 255
        coded.append(byte)
        column += 1
        if column >= line:
            coded += b"\n"
            column = 0
    size = len(content)
    crc = b"%08x" % zlib.crc32(content)
    if part is None:
        return (b"=ybegin line=%d size=%d name=%s\n" % (line, size, name)
                + bytes(coded) + b"\n=yend size=%d crc32=%s\n" % (size, crc))
    return (b"=ybegin part=%d line=%d size=%d name=%s\n"
            % (part, line, size * 2, name)
            + b"=ypart begin=1 end=%d\n" % size + bytes(coded)
            + b"\n=yend size=%d part=%d pcrc32=%s\n" % (size, part, crc))


BINHEX = (b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr")


def binhex(data, resource=b"", name=b"hidden.txt", repeat=False):
    def with_crc(content):
        return content + struct.pack(">H", binascii.crc_hqx(content, 0))

    head = (bytes([len(name)]) + name + b"\0TEXTttxt"
            + struct.pack(">HLL", 0, len(data), len(resource)))
    packed = with_crc(head) + with_crc(data) + with_crc(resource)
    packed = packed.replace(b"\x90", b"\x90\0")
    if repeat:
        packed = packed.replace(b"0" * 5, b"0\x90\x05")
    bits = "".join(f"{byte:08b}" for byte in packed)
    bits += "0" * (-len(bits) % 6)
    text = b":" + bytes(BINHEX[int(bits[i:i + 6], 2)]
                        for i in range(0, len(bits), 6)) + b":"
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return (b"(This file must be converted with BinHex 4.0)\n\n"
            + b"\n".join(lines) + b"\n")


def add(corpus):
    add_uuencode(corpus)
    add_other_codes(corpus)
    add_markup(corpus)
    add_blobs(corpus)
    add_cards(corpus)


def in_text(corpus, name, shows, block):
    corpus.found("inline-" + name, shows, text_mail(BEFORE + block + AFTER))


def add_uuencode(corpus):
    block = uu(HIDDEN)
    in_text(corpus, "uuencode", "uuencoded", block)
    in_text(corpus, "uuencode-second", "the second block",
            uu(b"Only this.\n", b"a.txt") + b"\nAnd\n\n" + block)
    in_text(corpus, "uuencode-blanks", "blanks where others write `",
            block.replace(b"`", b" "))
    in_text(corpus, "uuencode-no-end", "no end line",
            block.replace(b"`\nend\n", b""))
    in_text(corpus, "uuencode-lost-blanks", "blanks at line ends were lost",
            b"\n".join(line.rstrip() for line in
                       block.replace(b"`", b" ").split(b"\n")) + b"\n")
    in_text(corpus, "uuencode-mode", "a mode of four digits",
            uu(HIDDEN, mode=b"0644"))
    in_text(corpus, "uuencode-no-name", "no name", uu(HIDDEN, b""))
    in_text(corpus, "uuencode-blank-name", "a name with blanks",
            uu(HIDDEN, b"my own file.txt"))
    in_text(corpus, "uuencode-crlf", "lines end in CR LF",
            block.replace(b"\n", b"\r\n"))
    in_text(corpus, "uuencode-checksums", "a checksum behind each line",
            b"\n".join(line + b"#" if line.startswith(b"M") else line
                       for line in block.split(b"\n")))
    for name, behind in (("blank", b" "), ("grave", b"`")):
        in_text(corpus, "uuencode-checksum-" + name,
                "behind each line what begins a last line",
                b"\n".join(line + behind if line.startswith(b"M") else line
                           for line in block.split(b"\n")))
    in_text(corpus, "uuencode-short-mode", "a mode of one digit",
            uu(HIDDEN, mode=b"6"))
    in_text(corpus, "uuencode-no-mode", "two blanks instead of a mode",
            uu(HIDDEN, mode=b""))
    in_text(corpus, "uuencode-twice", "uuencoded twice", uu(block))
    corpus.found("inline-uuencode-in-html", "uuencoded in text/html",
                 text_mail(b"<pre>\n" + block + b"</pre>\n", b"text/html"))
    corpus.found("inline-uuencode-in-qp", "in quoted-printable", message(
        entity(hexed(BEFORE + block), b"text/plain", b"quoted-printable")))
    corpus.found("inline-uuencode-in-preamble", "above the first part",
                 message(b'Content-Type: multipart/mixed; boundary="line"\n\n'
                         + block + b"\n--line\n" + GREETING + b"--line--\n"))
    corpus.found("inline-uuencode-no-header", "below no header at all",
                 b"\n" + block)
    in_text(corpus, "begin-base64", "uuencode's base64 form",
            b"begin-base64 644 hidden.txt\n" + b64(HIDDEN, 60) + b"====\n")
    in_text(corpus, "begin-base64-no-end", "the same without an end",
            b"begin-base64 644 hidden.txt\n" + b64(HIDDEN, 60))
    in_text(corpus, "begin-base64-encoded-name", "the name is encoded, too",
            b"begin-base64-encoded 644 " + base64.b64encode(b"hidden.txt")
            + b"\n" + b64(HIDDEN, 60) + b"====\n")


def add_other_codes(corpus):
    in_text(corpus, "yenc", "yEnc", yenc(HIDDEN))
    in_text(corpus, "yenc-part", "yEnc, a part of two", yenc(HIDDEN, part=1))
    in_text(corpus, "yenc-dots", "yEnc with short lines",
            yenc(HIDDEN, line=16))
    in_text(corpus, "yenc-no-end", "yEnc without an end",
            yenc(HIDDEN).split(b"\n=yend")[0] + b"\n")
    in_text(corpus, "yenc-wrong-crc", "yEnc with a wrong checksum",
            yenc(HIDDEN)[:-9] + b"00000000\n")
    in_text(corpus, "binhex", "BinHex 4.0", binhex(HIDDEN))
    in_text(corpus, "binhex-resource", "BinHex, in the resource fork",
            binhex(b"Only this.\n", HIDDEN))
    in_text(corpus, "binhex-repeats", "BinHex with repeats",
            binhex(b"00000" + HIDDEN, repeat=True))
    corpus.found("inline-binhex-attachment", "BinHex as an attachment",
                 mixed([GREETING, entity(binhex(HIDDEN),
                                         b"application/mac-binhex40", None,
                                         b"hidden.hqx")]))
    in_text(corpus, "shar-uuencode", "a shell archive with uuencode",
            b"#!/bin/sh\n# This is a shell archive\n"
            b"sed 's/^X//' << 'SHAR_EOF' | uudecode\n"
            + b"".join(b"X" + line + b"\n" for line in
                       uu(HIDDEN).splitlines())
            + b"SHAR_EOF\nexit 0\n")
    in_text(corpus, "pem", "base64 between PEM lines",
            b"-----BEGIN DATA-----\n" + b64(HIDDEN, 64)
            + b"-----END DATA-----\n")
    in_text(corpus, "pgp-signed-base64", "base64 in a text signed by PGP",
            b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
            + b64(HIDDEN) + b"-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n"
            b"-----END PGP SIGNATURE-----\n")


def add_markup(corpus):
    coded = base64.b64encode(HIDDEN)
    percent = "".join(f"%{byte:02x}" for byte in HIDDEN).encode()

    def html(name, shows, body, kind=b"text/html"):
        corpus.found("inline-" + name, shows,
                     text_mail(b"<html><body>\n" + body
                               + b"\n</body></html>\n", kind))

    html("data-uri", "a data: URI in base64",
         b'<a href="data:text/plain;base64,' + coded + b'">x</a>')
    html("data-uri-percent", "a data: URI in percent codes",
         b'<a href="data:text/plain,' + percent + b'">x</a>')
    html("data-uri-plain-type", "a data: URI without a type",
         b'<a href="data:;base64,' + coded + b'">x</a>')
    html("data-uri-upper", "a data: URI in capitals",
         b'<A HREF="DATA:text/plain;BASE64,' + coded + b'">x</A>')
    html("data-uri-parameters", "a data: URI with parameters",
         b'<a href="data:text/plain;charset=utf-8;name=x.txt;base64,' + coded
         + b'">x</a>')
    html("data-uri-unquoted", "a data: URI without quotes",
         b"<a href=data:text/plain;base64," + coded + b">x</a>")
    half = len(coded) // 2
    html("data-uri-joined", "a script joins the base64 of a data: URI",
         b'<script>x = "data:text/plain;base64,' + coded[:half] + b'" + "'
         + coded[half:] + b'";</script>')
    html("data-uri-long-type", "a data: URI with a long parameter",
         b'<a href="data:text/plain;x=' + b"x" * 1000 + b"," + percent
         + b'">x</a>')
    html("data-uri-css", "a data: URI in CSS",
         b"<style>a { background: url(data:text/plain;base64," + coded
         + b") }</style>")
    html("data-uri-folded", "a data: URI over several lines",
         b'<a href="data:text/plain;base64,\n' + b64(HIDDEN) + b'">x</a>')
    html("data-uri-percent-base64", "base64 whose signs are percent codes",
         b'<a href="data:text/plain;base64,'
         + urllib.parse.quote(coded, safe="").replace("A", "%41").encode()
         + b'">x</a>')
    html("data-uri-entities", "a data: URI written with entities",
         b'<a href="&#100;&#97;ta:text/plain;base64&#44;' + coded
         + b'">x</a>')
    corpus.found("inline-data-uri-svg", "a data: URI in an SVG attachment",
                 mixed([GREETING, entity(
                     b'<svg xmlns="http://www.w3.org/2000/svg"><image href='
                     b'"data:text/plain;base64,' + coded + b'"/></svg>\n',
                     b"image/svg+xml", None, b"a.svg")]))
    corpus.found("inline-data-uri-in-qp", "a data: URI in quoted-printable",
                 message(entity(hexed(b'<a href="data:text/plain;base64,'
                                      + coded + b'">x</a>'), b"text/html",
                                b"quoted-printable")))
    html("entities", "each letter an entity",
         b"".join(b"&#%d;" % byte for byte in HIDDEN))
    html("entities-hex", "each letter a hexadecimal entity",
         b"".join(b"&#x%x;" % byte for byte in HIDDEN))
    html("script-base64", "base64 in a script, to be decoded there",
         b'<script>var a = atob("' + coded + b'");</script>')


def add_blobs(corpus):
    in_text(corpus, "base64-blob", "lines of base64 in a text", b64(HIDDEN * 4))
    in_text(corpus, "base64-blob-long-line", "a long line of base64",
            base64.b64encode(HIDDEN * 4) + b"\n")
    in_text(corpus, "mime-in-text", "a multipart pasted into a text",
            multipart([GREETING, entity(b64(HIDDEN), b"text/plain",
                                        b"base64")]))


def add_cards(corpus):
    coded = base64.b64encode(HIDDEN)

    def card(name, shows, kind, around, line):
        folded = line[:75] + b"".join(b"\n " + line[i:i + 74]
                                      for i in range(75, len(line), 74))
        corpus.found("inline-" + name, shows, text_mail(
            b"BEGIN:" + around + b"\n" + folded + b"\nEND:" + around + b"\n",
            kind))

    card("calendar", "an attachment in a calendar, folded inside a group",
         b"text/calendar", b"VCALENDAR",
         b"ATTACH;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=x.txt:" + coded)
    card("card", "a photo in a card, folded inside a group",
         b"text/vcard", b"VCARD", b"PHOTO;ENCODING=b;TYPE=JPEG:" + coded)
    card("card-uri", "the same as a data: URI",
         b"text/vcard", b"VCARD", b"PHOTO:data:text/plain;base64," + coded)
