"""What archives have in them: the string, and something harmless before it."""

import struct

from . import pack
from .case import HIDDEN

# Packed once more, for archives that store what is in them.
PACKED = pack.gzipped(HIDDEN)
MEMBER = [("hidden.gz", PACKED)]
BEFORE = [("first.txt", b"Only this is here.\n")]


def behind_first(more):
    """A zip that has `more` behind its one member; its end record counts it,
    its directory does not tell of it."""
    zipped = pack.zip_by_hand(b"first.txt", b"Only this.", method=0,
                              crc=pack.CRC(b"Only this."), size=10)
    split = zipped.index(b"PK\1\2")
    return (zipped[:split] + more + zipped[split:-6]
            + struct.pack("<LH", split + len(more), 0))
