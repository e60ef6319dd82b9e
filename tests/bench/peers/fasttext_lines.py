#!/usr/bin/python3
"""usage: fasttext_lines.py FILE.csv: the corpus as fastText reads it, words lower-cased and parted from signs, characters
one by one in Chinese."""
import csv
import re
import sys

csv.field_size_limit(1 << 30)
han = re.compile(r"([\u3400-\u9fff])")
token = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8")):
    words = token.findall(han.sub(r" \1 ", row["text"].lower()))
    print("__label__" + row["label"].replace(" ", "_"), " ".join(words))
