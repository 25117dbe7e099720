"""Single compressed files, bare and around archives."""

import zlib

from . import pack
from .case import HIDDEN

# Some kB that are packed badly: a reader may lose that much to a cut.
NOISE = b"".join(b"%08x" % zlib.crc32(b"%d" % i) for i in range(3000))

KINDS = (("gz", pack.gzipped), ("bz2", pack.bzipped), ("xz", pack.xzed),
         ("lzma", pack.lzma_alone), ("lz", pack.lzipped),
         ("zst", pack.zstded), ("lz4", pack.lz4ed), ("z", pack.compressed))


def add(corpus):
    for name, packed in KINDS:
        file = b"hidden.txt." + name.encode()
        def case(title, shows, content, said=file):
            corpus.found_in(f"compressed-{title}{name}", shows, content, said)

        case("", "one file", packed(HIDDEN))
        case("tar-", "a tar", packed(pack.tarred([("hidden.txt", HIDDEN)])))
        if name not in ("lzma", "z"):  # those two have no end of their own
            case("second-", "the second of two files, one behind the other",
                 packed(b"Only this is here, and more.\n") + packed(HIDDEN))
        case("cut-", "its last bytes are missing",
             packed(HIDDEN + NOISE)[:-9])
        case("junk-", "more bytes behind it",
             packed(HIDDEN) + b"\0\0junk that follows")
        case("wrong-extension-", "said to be a text", packed(HIDDEN),
             b"notes.txt")
    corpus.found_in("compressed-zip-in-xz-in-gz", "one in the other",
                    pack.gzipped(pack.xzed(pack.zipped(
                        [("hidden.txt", HIDDEN)]))))
    corpus.found_in("compressed-gz-wrong-sum", "its checksum is wrong",
                    pack.gzipped(HIDDEN)[:-8] + b"\1\2\3\4\5\6\7\x08")
    corpus.found_in("compressed-gz-with-fields",
                    "name, comment and more fields", gzip_with_fields())
    corpus.found_in("compressed-z-early-clear",
                    "the table is cleared before the codes grow",
                    pack.compressed_with_clear(HIDDEN))


def gzip_with_fields():
    plain = pack.gzipped(HIDDEN)
    return (plain[:3] + b"\x1c" + plain[4:10] + b"\x04\0abcd" + b"name.txt\0"
            + b"a comment\0" + plain[10:])
