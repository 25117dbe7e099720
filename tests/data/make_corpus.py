#!/usr/bin/python3 -B
"""Writes the corpus: mail that hides a string, shows a forbidden name, is
harmless or hostile, and what is expected of each.

    make_corpus.py FOLDER

FOLDER gets NAME.eml for each case, and EXPECTATIONS: one line a case, of name,
expectation and what the case shows, separated by tabs. An expectation is

    found            a scanner that looks for the string finds it in a part
    finding CATEGORY a finding of that category
    flag FLAG        a finding of the unpacker's own
    ends             any answer, but not one for want of time or after a fall
    passes           handed on without any finding, byte for byte

and each case ends in time. Only Python's standard library is used, and the
same bytes are written each time.
"""

import os
import sys

from corpus import (archive_cases, carried_cases, charset_cases,
                    compressed_cases, container_cases, damaged_archive_cases,
                    encoding_cases, entity_cases, flag_cases, harmless_cases,
                    hostile_cases, inline_cases, name_cases, nested_cases,
                    reader_cases, structure_cases)
from corpus.case import Corpus

TOPICS = (structure_cases, encoding_cases, entity_cases, inline_cases,
          charset_cases, archive_cases, compressed_cases,
          damaged_archive_cases, reader_cases, carried_cases,
          nested_cases, container_cases,
          name_cases, flag_cases, harmless_cases, hostile_cases)


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: make_corpus.py FOLDER")
    corpus = Corpus()
    for topic in TOPICS:
        topic.add(corpus)
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):
        if old.endswith(".eml"):
            os.unlink(os.path.join(folder, old))
    for case in corpus.cases:
        with open(os.path.join(folder, case.name + ".eml"), "wb") as file:
            file.write(case.message)
    with open(os.path.join(folder, "EXPECTATIONS"), "w",
              encoding="ascii") as table:
        for case in corpus.cases:
            table.write(f"{case.name}\t{case.expected}\t{case.shows}\n")


if __name__ == "__main__":
    main()
