"""What can't be opened, or not wholly, is said so."""

from . import pack
from .mail import GREETING, attached, b64, entity, message, mixed

TEXT = b"A text that is in it, and that nobody should see without the key.\n"


def add(corpus):
    def encrypted(name, shows, content, file=b"file.bin"):
        corpus.flagged("flag-encrypted-" + name, "encrypted", shows,
                       attached(content, file))

    encrypted("zip", "a zip under its classic encryption",
              pack.zip_encrypted("a.txt", TEXT))
    encrypted("zip-one-of-two", "one member of two",
              pack.zip_encrypted("a.txt", TEXT)[:-22]
              + pack.zip_encrypted("a.txt", TEXT)[-22:])
    encrypted("zip-aes", "a zip under AES", pack.zip_by_hand(
        b"a.txt", bytes(range(100)), flags=1, method=99, size=72,
        extra=b"\x01\x99\x07\x00\x02\x00AE\x03\x00\x00"))
    encrypted("rar4", "a RAR whose member is encrypted",
              pack.rar4([("a.txt", TEXT)], True))
    encrypted("zip-in-zip", "an encrypted zip in a zip",
              pack.zipped([("a.zip", pack.zip_encrypted("a.txt", TEXT))]))
    encrypted("arj", "a garbled ARJ",
              pack.arjed([("a.txt", TEXT)], garbled=True))
    corpus.flagged("flag-damaged-zip", "damaged", "a zip cut in its member",
                   attached(pack.zipped([("a.txt", bytes(
                       (i * i * 7 + i // 3) & 255 for i in range(5000)))]
                   )[:900], b"a.zip"))
    corpus.flagged("flag-damaged-gz", "damaged", "a gzip whose bits are wrong",
                   attached(pack.gzipped(TEXT * 9)[:30] + b"\xff" * 40,
                            b"a.gz"))
    corpus.flagged("flag-damaged-base64", "damaged",
                   "base64 that ends inside a group", mixed(
                       [GREETING, entity(b64(TEXT * 20)[:-7] + b"\n",
                                         b"application/octet-stream",
                                         b"base64", b"a.bin")]))
    corpus.flagged("flag-damaged-7z", "damaged", "a 7z without its header",
                   attached(pack.sevenzip("a.txt", TEXT)[:-30], b"a.7z"))
    corpus.flagged("flag-unopened-partial", "unopened", "a piece of a message",
                   message(entity(b"The second piece of it.\n",
                                  b'message/partial; id="1"; number=2; '
                                  b"total=3")))
    corpus.flagged("flag-unopened-external", "unopened",
                   "a message that is somewhere else",
                   message(entity(b"Content-Type: text/plain\n\n",
                                  b'message/external-body; access-type=URL; '
                                  b'URL="http://example.net/a"')))
    corpus.flagged("flag-unopened-ace", "unopened", "an archive of ACE",
                   attached(b"\0\0\x31\0\0\0\0**ACE**" + bytes(200),
                            b"a.ace"))
    corpus.flagged("flag-limit-many-parts", "limit", "more parts than fit",
                   mixed([entity(b"x\n")] * 12000))
    corpus.passes("flag-sealed-pgp-mime", "encrypted to its reader by PGP",
                  mixed([entity(b"Version: 1\n",
                                b"application/pgp-encrypted"),
                         entity(b"-----BEGIN PGP MESSAGE-----\n\n"
                                + b64(bytes(range(90))) + b"=abcd\n"
                                b"-----END PGP MESSAGE-----\n",
                                b"application/octet-stream")],
                        kind=b'encrypted; protocol="application/'
                        b'pgp-encrypted"'))
    corpus.passes("flag-sealed-pgp-inline", "the same in a text",
                  message(entity(b"Hi,\n\n-----BEGIN PGP MESSAGE-----\n\n"
                                 + b64(bytes(range(90))) + b"=abcd\n"
                                 b"-----END PGP MESSAGE-----\n")))
