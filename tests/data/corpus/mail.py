"""Pieces of mail, put together without a library that would set them right."""

import base64
import binascii

FIELDS = (b"From: Sender <sender@example.net>\nTo: user@example.com\n"
          b"Subject: one of the corpus\nMessage-ID: <1@example.net>\n"
          b"Date: Sat, 21 Nov 2026 10:00:00 +0000\n")
MIME = b"MIME-Version: 1.0\n"


def b64(content, width=76, end=b"\n"):
    """Base64 in lines of `width`, each ended by `end`."""
    text = base64.b64encode(content)
    lines = [text[i:i + width] for i in range(0, len(text), width)]
    return end.join(lines) + end


def hexed(content):
    """Quoted-printable that shows no letter as it is."""
    lines = []
    for line in content.split(b"\n"):
        coded = b"".join(b"=%02X" % byte for byte in line)
        while len(coded) > 75:
            lines.append(coded[:72] + b"=")
            coded = coded[72:]
        lines.append(coded)
    return b"\n".join(lines)


def uu(content, name=b"hidden.txt", mode=b"644"):
    lines = [binascii.b2a_uu(content[i:i + 45], backtick=True)
             for i in range(0, len(content), 45)]
    return b"begin %s %s\n" % (mode, name) + b"".join(lines) + b"`\nend\n"


def entity(content, kind=b"text/plain", encoding=None, name=None, more=b""):
    """A part of a multipart: its fields, a blank line, its content."""
    fields = b"Content-Type: " + kind if kind is not None else b""
    if name is not None:
        fields += b'; name="' + name + b'"'
    fields += b"\n" if fields else b""
    if encoding is not None:
        fields += b"Content-Transfer-Encoding: " + encoding + b"\n"
    if name is not None:
        fields += (b'Content-Disposition: attachment; filename="' + name
                   + b'"\n')
    return fields + more + b"\n" + content


def lines_of(parts, boundary=b"line", final=True):
    """The parts of a multipart with the lines between them."""
    body = b""
    for part in parts:
        body += b"--" + boundary + b"\n" + part
        body += b"" if part.endswith(b"\n") else b"\n"
    return body + (b"--" + boundary + b"--\n" if final else b"")


def multipart(parts, boundary=b"line", kind=b"mixed", final=True):
    """A multipart as an entity."""
    return (b"Content-Type: multipart/" + kind + b'; boundary="' + boundary
            + b'"\n\n' + lines_of(parts, boundary, final))


def message(rest, fields=FIELDS + MIME):
    """A message: the usual fields and `rest`, which begins with more."""
    return fields + rest


GREETING = entity(b"See what is in the other part.\n")


def mixed(parts, **more):
    """A message of several parts."""
    return message(multipart(parts, **more))


def attached(content, name=b"file.bin", kind=b"application/octet-stream"):
    """A message with one attachment in good base64."""
    return mixed([GREETING, entity(b64(content), kind, b"base64", name)])


def text_mail(content, kind=b"text/plain"):
    """A message that is one text."""
    return message(entity(content, kind))
