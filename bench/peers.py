#!/usr/bin/python3 -B
"""Prints how many of the corpus's hidden strings programs of others find.

    bench/peers.py CORPUS OUTCOME

CORPUS is a folder of tests/data/make_corpus.py, OUTCOME what the test of the
corpus wrote of Sallyport itself. Unpackers have found a string if it stands
in a file that they wrote; clamscan if it names the one signature it is given,
which is that string. One that crashes or takes longer than ten seconds has not
found it. The table is Markdown.
"""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../tests/data"))
from corpus.case import STRING  # noqa: E402 (the path is set above)

SECONDS = 10
UNPACKERS = {
    "ripmime": ["ripmime", "-i", "{message}", "-d", "{folder}"],
    "munpack": ["munpack", "-q", "-t", "-f", "-C", "{folder}", "{message}"],
    "uudeview": ["uudeview", "-q", "-i", "-d", "-a", "-t", "-p", "{folder}",
                 "{message}"],
}
TOPICS = (
    ("MIME: boundaries, types, headers", ("mime", "boundary", "type",
                                          "outside", "header")),
    ("encodings of a part", ("encoding", "base64", "qp", "uuencode")),
    ("messages in messages", ("entity",)),
    ("packed in text", ("inline",)),
    ("charsets", ("charset",)),
    ("archives", ("archive", "compressed", "nested")),
    ("archives, damaged or behind other bytes", ("damaged", "carried",
                                                "reader")),
    ("TNEF, S/MIME, OLE, RTF, PDF", ("tnef", "smime", "ole", "rtf", "pdf")),
)


def unpacked(command, message):
    with tempfile.TemporaryDirectory() as folder:
        arguments = [word.format(message=message, folder=folder)
                     for word in command]
        try:
            subprocess.run(arguments, timeout=SECONDS, check=False,
                           stdin=subprocess.DEVNULL, cwd=folder,
                           stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return False
        for where, _, files in os.walk(folder):
            for file in files:
                path = os.path.join(where, file)
                if os.path.isfile(path):
                    with open(path, "rb") as content:
                        if STRING in content.read():
                            return True
    return False


def found_by_clamscan(corpus, names):
    with tempfile.TemporaryDirectory() as folder:
        signatures = os.path.join(folder, "corpus.ndb")
        with open(signatures, "w", encoding="ascii") as file:
            file.write(f"Corpus.String:0:*:{STRING.hex()}\n")
        listing = os.path.join(folder, "messages")
        with open(listing, "w", encoding="ascii") as file:
            file.writelines(f"{corpus}/{name}.eml\n" for name in names)
        answer = subprocess.run(
            ["clamscan", "-d", signatures, "--no-summary", "-i",
             "--file-list=" + listing], check=False, text=True,
            stdout=subprocess.PIPE)
    return {os.path.basename(line.split(": ")[0])[:-4]
            for line in answer.stdout.splitlines() if "FOUND" in line}


def table(names, finds):
    print("| hidden in | " + " | ".join(finds) + " | of |")
    print("| --- " + "| ---: " * (len(finds) + 1) + "|")
    rows = [(topic, [name for name in names if name.split("-")[0] in words])
            for topic, words in TOPICS]
    for topic, cases in rows + [("**all**", names)]:
        counts = [str(sum(name in found for name in cases))
                  for found in finds.values()]
        print(f"| {topic} | " + " | ".join(counts) + f" | {len(cases)} |")


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: peers.py CORPUS OUTCOME")
    corpus = os.path.abspath(sys.argv[1])
    with open(sys.argv[2], encoding="ascii") as file:
        outcomes = [line.rstrip("\n").split("\t") for line in file]
    names = [row[0] for row in outcomes if row[1] == "found"]
    finds = {"Sallyport": {row[0] for row in outcomes
                           if row[1] == "found" and row[2] == "found"}}
    finds["clamscan"] = found_by_clamscan(corpus, names)
    for peer, command in UNPACKERS.items():
        finds[peer] = {name for name in names
                       if unpacked(command, f"{corpus}/{name}.eml")}
    table(names, finds)


if __name__ == "__main__":
    main()
