"""Where parts begin and end: boundaries, types, what is outside of them."""

from .case import HIDDEN
from .mail import (FIELDS, GREETING, MIME, b64, entity, hexed, lines_of,
                   message, mixed, multipart)

CODED = entity(b64(HIDDEN), b"application/octet-stream", b"base64", b"a.bin")
OTHER = entity(b"Nothing is hidden in this one.\n")


def add(corpus):
    add_good(corpus)
    add_boundaries(corpus)
    add_types(corpus)
    add_outside(corpus)
    add_headers(corpus)


def add_good(corpus):
    found = corpus.found
    found("mime-attachment", "base64 attachment, as it should be",
          mixed([GREETING, CODED]))
    found("mime-only-part", "the message is the attachment", message(CODED))
    found("mime-quoted-printable", "every byte as =XX",
          message(entity(hexed(HIDDEN), encoding=b"quoted-printable")))
    for kind in (b"alternative", b"related", b"parallel", b"digest",
                 b"report", b"x-unknown", b"form-data", b"appledouble"):
        found("mime-multipart-" + kind.decode(), "in a multipart of this kind",
              mixed([GREETING, CODED], kind=kind))
    found("mime-signed", "in a signed multipart", mixed(
        [CODED, entity(b"no signature\n", b"application/pgp-signature")],
        kind=b'signed; micalg=pgp-sha1; protocol="application/pgp-signature"'))
    found("mime-crlf", "line ends are CR LF",
          mixed([GREETING, CODED]).replace(b"\n", b"\r\n"))
    found("mime-mixed-line-ends", "CR LF in the header, LF in the body",
          message(b"").replace(b"\n", b"\r\n")
          + multipart([GREETING, CODED]))
    found("mime-bare-cr", "line ends are CR alone",
          mixed([GREETING, CODED]).replace(b"\n", b"\r"))
    for deep in (5, 20, 40):
        inner = CODED
        for i in range(deep):
            inner = multipart([GREETING, inner], b"level%d" % i)
        found(f"mime-nested-{deep}", "as many multiparts in each other",
              message(inner))
    for deep in (1, 5, 20, 40):
        inner = message(CODED)
        for _ in range(deep):
            inner = message(entity(inner, b"message/rfc822"))
        found(f"mime-forwarded-{deep}", "forwarded so many times", inner)
    found("mime-last-of-many", "the last of 300 parts",
          mixed([OTHER] * 299 + [CODED]))


def add_boundaries(corpus):
    found = corpus.found

    def declared(parameters, boundary, name, shows, parts=(GREETING, CODED)):
        found("boundary-" + name, shows,
              message(b"Content-Type: multipart/mixed" + parameters + b"\n\n"
                      + lines_of(parts, boundary)))

    declared(b"; boundary=plain", b"plain", "unquoted", "no quotes")
    declared(b'; boundary="a b"', b"a b", "blank-inside", "a blank inside")
    declared(b'; boundary="line "', b"line ", "blank-at-end", "a blank at end")
    declared(b'; boundary="li\\ne"', b"line", "quoted-pair", "a quoted pair")
    declared(b"; boundary='line'", b"'line'", "single-quotes",
             "single quotes are part of it")
    declared(b"; boundary='line'", b"line", "single-quotes-taken-off",
             "single quotes are none")
    declared(b'; boundary="line', b"line", "quote-open", "no closing quote")
    declared(b';boundary = "line"', b"line", "blanks-around-equals",
             "blanks around the sign")
    declared(b'; boundary="a"; boundary="b"', b"a", "twice-first",
             "two parameters, the first is used")
    declared(b'; boundary="a"; boundary="b"', b"b", "twice-last",
             "two parameters, the last is used")
    declared(b"; boundary*=us-ascii''l%69ne", b"line", "rfc2231",
             "percent-encoded")
    declared(b'; boundary*0="li"; boundary*1="ne"', b"line", "continued",
             "in two pieces")
    declared(b'; boundary*1="ne"; boundary*0="li"', b"line",
             "continued-backwards", "in two pieces, the second first")
    declared(b'; boundary="=?us-ascii?Q?line?="', b"line", "rfc2047",
             "an encoded word")
    declared(b'; boundary="=?us-ascii?Q?line?="', b"=?us-ascii?Q?line?=",
             "rfc2047-as-sent", "what looks like an encoded word and is none")
    declared(b'; boundary=(a comment)"line"', b"line", "comment",
             "a comment before it")
    declared(b"; boundary=line (a comment)", b"line", "comment-behind",
             "a comment behind it")
    declared(b'; boundary="' + b"x" * 200 + b'"', b"x" * 200, "long",
             "200 characters")
    declared(b'; boundary=""', b"", "empty", "empty, so parts begin at --")
    declared(b'; BOUNDARY="line"', b"line", "upper-case", "in capitals")
    declared(b'; boundary="LINE"', b"line", "other-case",
             "declared in capitals, used in small letters")
    declared(b'\n ; boundary="line"', b"line", "folded", "on a second line")
    declared(b' boundary="line"', b"line", "no-semicolon", "no semicolon")
    declared(b', boundary="line"', b"line", "comma", "a comma before it")
    declared(b'; charset=utf-8; boundary="line"', b"line", "not-first",
             "behind another parameter")
    declared(b'; name="x; boundary=\\"no\\""; boundary="line"', b"line",
             "in-other-value", "another parameter's value looks like it")
    declared(b'; boundary="line"', b"other", "never-there",
             "the lines have another one")
    declared(b"", b"line", "none", "no parameter, but lines that are clear")
    for end, name in ((b" ", "blanks"), (b"\t", "tab"), (b"\r", "cr"),
                      (b"junk", "junk")):
        body = (b"--line" + end + b"\n" + GREETING + b"--line" + end + b"\n"
                + CODED + b"--line--\n")
        found("boundary-line-ends-in-" + name, "more behind it on its line",
              message(b'Content-Type: multipart/mixed; boundary="line"\n\n'
                      + body))
    found("boundary-no-last", "no last one",
          mixed([GREETING, CODED], final=False))
    found("boundary-no-last-inside", "the inner multipart is not ended",
          mixed([multipart([GREETING, CODED], b"inner", final=False), OTHER]))
    found("boundary-same-nested", "inner and outer have the same one",
          mixed([multipart([GREETING, CODED])]))
    found("boundary-prefix", "the outer one begins as the inner one does",
          mixed([multipart([GREETING, CODED], b"line-inner"), OTHER]))
    found("boundary-prefix-inner", "the inner one begins the outer one",
          mixed([multipart([GREETING, CODED], b"lin"), OTHER]))
    found("boundary-two-fields-first", "two Content-Type, first one's is used",
          message(b'Content-Type: multipart/mixed; boundary="a"\n'
                  + b'Content-Type: multipart/mixed; boundary="b"\n\n'
                  + lines_of([GREETING, CODED], b"a")))
    found("boundary-two-fields-last", "two Content-Type, last one's is used",
          message(b'Content-Type: multipart/mixed; boundary="a"\n'
                  + b'Content-Type: multipart/mixed; boundary="b"\n\n'
                  + lines_of([GREETING, CODED], b"b")))
    found("boundary-first-line-missing", "the first part has no line above",
          message(b'Content-Type: multipart/mixed; boundary="line"\n\n'
                  + CODED + b"--line\n" + OTHER + b"--line--\n"))
    found("boundary-last-in-front", "an end before the parts",
          message(b'Content-Type: multipart/mixed; boundary="line"\n\n'
                  b"--line--\n\n" + lines_of([GREETING, CODED])))


def add_types(corpus):
    found = corpus.found
    body = lines_of([GREETING, CODED])
    for name, field in (
            ("text-plain", b'text/plain; boundary="line"'),
            ("multipart-alone", b'multipart; boundary="line"'),
            ("multipart-slash", b'multipart/; boundary="line"'),
            ("upper-case", b'MULTIPART/MIXED; BOUNDARY="line"'),
            ("blanks", b'multipart / mixed ; boundary="line"'),
            ("comment", b'multipart(comment)/mixed; boundary="line"'),
            ("quoted", b'"multipart/mixed"; boundary="line"'),
            ("missing-type", b'; boundary="line"'),
            ("misspelt", b'multpart/mixed; boundary="line"'),
            ("octet-stream", b'application/octet-stream; boundary="line"'),
            ("message", b'message/rfc822; boundary="line"')):
        found("type-" + name, "multipart said in an odd way",
              message(b"Content-Type: " + field + b"\n\n" + body))
    found("type-two-fields-multipart-first", "text/plain in a second field",
          message(b'Content-Type: multipart/mixed; boundary="line"\n'
                  b"Content-Type: text/plain\n\n" + body))
    found("type-two-fields-multipart-last", "text/plain in the first field",
          message(b"Content-Type: text/plain\n"
                  b'Content-Type: multipart/mixed; boundary="line"\n\n'
                  + body))
    found("type-blank-before-colon", "a blank before the colon",
          message(b'Content-Type : multipart/mixed; boundary="line"\n\n'
                  + body))
    found("type-no-mime-version", "no MIME-Version",
          message(multipart([GREETING, CODED]), FIELDS))
    found("type-mime-version-odd", "a MIME-Version with a comment",
          message(multipart([GREETING, CODED]),
                  FIELDS + b"MIME-Version: 2.0 (produced by no one)\n"))
    found("type-none-at-all", "no Content-Type, lines that are clear",
          message(b"\n" + body, FIELDS))
    found("type-message-in-text", "rfc822 said to be text",
          mixed([GREETING, entity(message(CODED), b"text/rfc822-headers")]))


def add_outside(corpus):
    found = corpus.found
    coded = b64(HIDDEN)
    head = b'Content-Type: multipart/mixed; boundary="line"\n\n'
    found("outside-preamble-entity", "an entity above the first line",
          message(head + CODED + b"\n" + lines_of([GREETING])))
    found("outside-preamble-base64", "base64 above the first line",
          message(head + coded + b"\n" + lines_of([GREETING])))
    found("outside-epilogue-parts", "parts behind the end",
          message(head + lines_of([GREETING]) + lines_of([CODED])))
    found("outside-epilogue-base64", "base64 behind the end",
          message(head + lines_of([GREETING]) + b"\n" + coded))
    found("outside-epilogue-message", "a message behind the end",
          message(head + lines_of([GREETING]) + b"\n" + message(CODED)))
    found("outside-inner-epilogue", "behind the end of an inner multipart",
          mixed([multipart([GREETING], b"inner") + b"\n" + coded, OTHER]))
    found("outside-part-without-fields", "a part that begins with its body",
          message(head + b"--line\n\n" + coded + b"--line--\n"))
    found("outside-part-without-blank-line", "no blank line below the fields",
          message(head + b"--line\nContent-Type: application/octet-stream\n"
                  b"Content-Transfer-Encoding: base64\n" + coded
                  + b"--line--\n"))


def add_headers(corpus):
    found = corpus.found
    body = multipart([GREETING, CODED])
    found("header-none", "no header: the body is base64",
          b"\n" + b64(HIDDEN))
    found("header-none-no-blank-line", "nothing but base64", b64(HIDDEN))
    found("header-none-multipart", "no header: the body has lines of parts",
          b"\n" + lines_of([GREETING, CODED]))
    found("header-mbox-line", "a From line of mbox stands first",
          b"From sender@example.net Sat Nov 21 10:00:00 2026\n"
          + message(body))
    found("header-quoted-mbox-line", "a quoted From line stands first",
          b">From sender@example.net Sat Nov 21 10:00:00 2026\n"
          + message(body))
    found("header-blank-line-first", "a blank line stands first",
          b"\n" + message(body))
    found("header-blank-line-with-blanks", "the line below it holds a blank",
          message(body.replace(b"\n\n", b"\n \n", 1)))
    found("header-not-a-field", "a line among them that is no field",
          FIELDS + b"this is no field at all\n" + MIME + body)
    found("header-nul", "a NUL in a field",
          FIELDS + b"X-Odd: a\0b\n" + MIME + body)
    found("header-nul-line", "NUL bytes on a line of their own",
          FIELDS + b"\0\0\0\n" + MIME + body)
    found("header-8bit", "bytes that are no ASCII in a field's name",
          FIELDS + b"X-\xff\xfe: odd\n" + MIME + body)
    found("header-long", "a field of 100 kB",
          FIELDS + b"X-Long: " + b"x" * 100000 + b"\n" + MIME + body)
    found("header-many", "2,000 fields",
          FIELDS + b"X-Field: 1\n" * 2000 + MIME + body)
    found("header-folded-name", "a colon on the next line",
          message(body.replace(b"Content-Type:", b"Content-Type\n :", 1)))
    found("header-folded-blank-line", "a field folded over a line of blanks",
          message(body.replace(b"; boundary", b";\n \n boundary", 1)))
    found("header-below-blank-line", "the type's field below the blank line",
          message(b"\n" + body))
    found("header-cr-in-value", "a CR in the type's value",
          message(body.replace(b"; boundary", b";\r boundary", 1)))
    found("header-bom", "a byte order mark stands first",
          b"\xef\xbb\xbf" + message(body))
