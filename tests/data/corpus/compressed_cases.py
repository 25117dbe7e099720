"""Single compressed files, bare and around archives."""

from . import pack
from .case import HIDDEN
from .mail import attached

KINDS = (("gz", pack.gzipped), ("bz2", pack.bzipped), ("xz", pack.xzed),
         ("lzma", pack.lzma_alone), ("lz", pack.lzipped),
         ("zst", pack.zstded), ("lz4", pack.lz4ed), ("z", pack.compressed))


def add(corpus):
    for name, packed in KINDS:
        file = b"hidden.txt." + name.encode()
        corpus.found("compressed-" + name, "one file", attached(
            packed(HIDDEN), file))
        corpus.found("compressed-tar-" + name, "a tar", attached(
            packed(pack.tarred([("hidden.txt", HIDDEN)])), file))
        if name not in ("lzma", "z"):  # those two have no end of their own
            corpus.found("compressed-second-" + name,
                         "the second of two files, one behind the other",
                         attached(packed(b"Only this is here, and more.\n")
                                  + packed(HIDDEN), file))
        corpus.found("compressed-cut-" + name, "its last bytes are missing",
                     attached(packed(HIDDEN + b"more of it " * 30)[:-9],
                              file))
        corpus.found("compressed-junk-" + name, "more bytes behind it",
                     attached(packed(HIDDEN) + b"\0\0junk that follows",
                              file))
        corpus.found("compressed-wrong-extension-" + name, "said to be a text",
                     attached(packed(HIDDEN), b"notes.txt", b"text/plain"))
    corpus.found("compressed-zip-in-xz-in-gz", "one in the other", attached(
        pack.gzipped(pack.xzed(pack.zipped([("hidden.txt", HIDDEN)])))))
    corpus.found("compressed-gz-wrong-sum", "its checksum is wrong", attached(
        pack.gzipped(HIDDEN)[:-8] + b"\1\2\3\4\5\6\7\x08"))
    corpus.found("compressed-gz-with-fields", "name, comment and more fields",
                 attached(gzip_with_fields()))
    corpus.found("compressed-zlib", "a stream of zlib", attached(
        __import__("zlib").compress(HIDDEN)))


def gzip_with_fields():
    plain = pack.gzipped(HIDDEN)
    return (plain[:3] + b"\x1c" + plain[4:10] + b"\x04\0abcd" + b"name.txt\0"
            + b"a comment\0" + plain[10:])
