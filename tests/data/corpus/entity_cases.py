"""Parts that are messages, pieces of messages, or stand elsewhere."""

from .case import HIDDEN
from .mail import (FIELDS, GREETING, b64, entity, message, mixed, multipart)

CODED = entity(b64(HIDDEN), b"application/octet-stream", b"base64", b"a.bin")


def add(corpus):
    found = corpus.found
    inner = message(CODED)
    for kind in (b"message/rfc822", b"message/global", b"message/news",
                 b"MESSAGE/RFC822", b"application/octet-stream",
                 b"message/x-unknown", b"application/x-mail",
                 b"message/delivery-status",
                 b"message/disposition-notification"):
        found("entity-" + kind.decode().lower().replace("/", "-")
              + ("-upper" if kind.isupper() else ""),
              "a message under this type",
              mixed([GREETING, entity(inner, kind)]))
    found("entity-eml-attachment", "a message as a file in base64",
          mixed([GREETING, entity(b64(inner), b"application/octet-stream",
                                  b"base64", b"forwarded.eml")]))
    found("entity-text-that-is-a-message", "a text/plain in base64 that is one",
          mixed([GREETING, entity(b64(message(multipart([GREETING, CODED]))),
                                  b"text/plain", b"base64")]))
    found("entity-forwarded-in-text", "forwarded inline, below a line",
          message(b"\nI got this:\n\n----- Forwarded message -----\n"
                  + message(multipart([GREETING, CODED]))))
    found("entity-bounced", "returned below a text, as qmail does",
          message(b"\nHi. This is the qmail-send program at example.net.\n"
                  b"\n--- Below this line is a copy of the message.\n\n"
                  + message(CODED), FIELDS))
    found("entity-mbox", "a file of two messages",
          mixed([GREETING, entity(
              b64(b"From a@example.net Sat Nov 21 10:00:00 2026\n"
                  + message(GREETING)
                  + b"\nFrom b@example.net Sat Nov 21 10:00:00 2026\n"
                  + message(CODED)), b"application/mbox", b"base64",
              b"two.mbox")]))
    found("entity-digest-default", "a digest's part without a type",
          mixed([b"\n" + message(CODED)], kind=b"digest"))
    found("entity-partial-alone", "message/partial, one of one",
          message(entity(message(CODED),
                         b'message/partial; id="1"; number=1; total=1')))
    found("entity-partial-first", "message/partial, the first of two",
          message(entity(message(CODED),
                         b'message/partial; id="1"; number=1; total=2')))
    found("entity-external-body", "message/external-body that has a body",
          message(entity(CODED, b'message/external-body; access-type="local-'
                         b'file"; name="x"')))
    found("entity-http", "an application/http answer",
          mixed([GREETING, entity(
              b"HTTP/1.1 200 OK\n" + CODED, b"application/http")]))
    found("entity-mhtml", "a page saved as one file, as an attachment",
          mixed([GREETING, entity(b64(message(multipart(
              [entity(b"<p>A page.</p>\n", b"text/html"), CODED],
              kind=b"related"))), b"application/x-mimearchive", b"base64",
              b"page.mht")]))
    found("entity-nested-encodings", "base64 in rfc822 in base64 in rfc822",
          mixed([entity(b64(mixed([entity(b64(inner), b"message/rfc822",
                                          b"base64")])),
                        b"message/rfc822", b"base64")]))
