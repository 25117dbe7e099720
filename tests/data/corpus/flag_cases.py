"""What can't be opened, or not wholly, is said so."""

from . import pack, rar
from .reader_cases import volumes
from .mail import GREETING, attached, b64, entity, message, mixed

TEXT = b"A text that is in it, and that nobody should see without the key.\n"

# One text under a password, and one whose headers are under it as well.
SEVEN_ZIP = (
    "377abcaf271c00046f6b75f310000000000000005600000000000000338b19bf426b"
    "95e0e4543abf9b6a7ba3445b472f0104060001091000070b0100022406f107011253"
    "0fc7932d7ef67697557a6e59fb5ae8398f010001000c0d0d00080a017bea3ae20000"
    "05011903000000110d0061002e007400780074000000150601002080a4810000")
SEVEN_ZIP_HEADERS = (
    "377abcaf271c00044395be2f70000000000000002e0000000000000005bdd9fc0304"
    "577487c0b381ca570fe668166bc03a1b16faf15f8883ca605f67fc6a5f5dac600232"
    "f6f0a255fe16faaa1ee039e49c59330ee58f857aee4e7dd5223be68cbea6faf82890"
    "c1c5f89816efacaf1ec9d724b6edcf593d682ee9e5c4ed2f62d42df9b9832a5de4ab"
    "84efaa8f011935b717061001096000070b0100012406f1070112530f19834e1da5de"
    "438a066d674b746534d50c560a01e8c5c28b0000")


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
    encrypted("rar4-headers", "a RAR whose headers are encrypted, too",
              rar.front4(0x80) + bytes(range(200)))
    encrypted("rar5", "a RAR of version 5 whose member is encrypted",
              rar.FRONT5 + rar.MAIN5
              + rar.member5("a.txt", bytes(range(64)), rar.encryption5())
              + rar.END5)
    encrypted("rar5-headers", "the same with its headers",
              rar.FRONT5 + rar.header_encryption5() + bytes(range(200)))
    encrypted("7z", "a 7z, by 7-Zip", bytes.fromhex(SEVEN_ZIP))
    encrypted("7z-headers", "the same with its headers",
              bytes.fromhex(SEVEN_ZIP_HEADERS))
    corpus.flagged("flag-damaged-zip-last-volume", "damaged",
                   "the last volume of a zip, without those before",
                   attached(volumes()[1], b"a.zip"))
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
