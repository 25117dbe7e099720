"""A case, and the list of them."""

import re
from typing import NamedTuple

from .mail import attached

# What a scanner looks for: tests/fake/scanner_misbehave's "virus" knows it.
STRING = b"SALLYPORT-TEST-VIRUS"

# What is hidden: long enough that a reader takes it for something.
HIDDEN = (b"This text is in front of what is hidden here, and is long enough\n"
          b"that its encodings have several lines. ORT-TEST is in it twice.\n"
          b"0123456789 0123456789 0123456789 0123456789 0123456789 012345\n"
          + STRING + b"\n"
          b"And this is behind it; nothing follows but the end of the text.\n")


class Case(NamedTuple):
    name: str
    expected: str
    shows: str
    message: bytes


class Corpus:
    """Takes cases; a name is taken once, and a hidden string is hidden."""

    def __init__(self):
        self.cases = []
        self._names = set()

    def found(self, name, shows, message):
        if STRING in message:
            raise ValueError(f"{name}: the string is not hidden")
        self._add(name, "found", shows, message)

    def found_in(self, name, shows, content, file=b"file.bin",
                 kind=b"application/octet-stream"):
        """In an attachment; not there before that is opened."""
        if STRING in content:
            raise ValueError(f"{name}: the string is not hidden in the file")
        self.found(name, shows, attached(content, file, kind))

    def finding(self, name, category, shows, message):
        self._add(name, "finding " + category, shows, message)

    def flagged(self, name, flag, shows, message):
        self._add(name, "flag " + flag, shows, message)

    def ends(self, name, shows, message):
        self._add(name, "ends", shows, message)

    def passes(self, name, shows, message):
        self._add(name, "passes", shows, message)

    def _add(self, name, expected, shows, message):
        if not re.fullmatch(r"[a-z0-9-]+", name) or name in self._names:
            raise ValueError(f"{name}: not a name, or one that is taken")
        self._names.add(name)
        self.cases.append(Case(name, expected, shows, bytes(message)))
