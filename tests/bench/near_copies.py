#!/usr/bin/env python3
"""Plants near copies in a corpus, and measures how many `tenor audit --no-training` finds, and what else it takes for
one.

    near_copies.py TENOR CORPUS...   CORPUS: CSV with the columns label and text

One text in ten, of those of 8 words (in Chinese 12 characters) and more, is added again: with one word replaced by a
word of another text (in Chinese two characters), in capitals, or with other punctuation. A planted copy is found if it
is reported as a copy or near copy of its original. Texts that are reported before anything is planted are the corpus's
own; "unlike" are those that have fewer than 60 % of their words in common in the same order with the text that they are
reported to be a copy of. "false" are other texts that are reported after planting.
"""
import csv
import difflib
import json
import random
import re
import subprocess
import sys
import tempfile

csv.field_size_limit(1 << 30)
CHINESE = re.compile("[\u3400-\u9fff]")


def words(text):
    return [word for word in re.findall(r"[\u3400-\u9fff]|\w+", text.lower())]


def change_word(text, others, draw):
    if CHINESE.search(text):
        at = draw.randrange(max(1, len(text) - 2))
        return text[:at] + "".join(draw.choices(others, k=2)) + text[at + 2 :]
    parts = text.split()
    places = [i for i, part in enumerate(parts) if re.search(r"\w", part)]
    parts[draw.choice(places)] = draw.choice(others)
    return " ".join(parts)


def change_punctuation(text, _others, _draw):
    return "".join(c for c in text if re.match(r"[\w\s]", c)) + " !!"


def change_case(text, _others, _draw):
    return text.upper()


def audit(tenor, rows):
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv") as file:
        writer = csv.writer(file)
        writer.writerow(["label", "text"])
        writer.writerows(rows)
        file.flush()
        lines = subprocess.run([tenor, "audit", file.name, "--no-training", "--json", "--quiet"], stdout=subprocess.PIPE,
                               check=True).stdout.decode().splitlines()
    found = [json.loads(line) for line in lines]
    return [f for f in found if f["kind"] in ("copy", "near-copy", "conflict")]


def measure(tenor, path):
    draw = random.Random(1)
    with open(path, encoding="utf-8", newline="") as file:
        rows = [(row["label"], row["text"]) for row in csv.DictReader(file)]
    others = [word for _, text in draw.sample(rows, min(len(rows), 2000)) for word in words(text)]
    natural = audit(tenor, rows)
    unlike = 0
    for finding in natural:
        pair = words(rows[finding["row"] - 1][1]), words(rows[finding["other"] - 1][1])
        common = sum(block.size for block in difflib.SequenceMatcher(None, *pair, autojunk=False).get_matching_blocks())
        unlike += common < 0.6 * max(len(pair[0]), len(pair[1]))
    alone = set(range(1, len(rows) + 1)) - {f["row"] for f in natural} - {f["other"] for f in natural}
    usable = sorted(i for i in alone if len(words(rows[i - 1][1])) >= (12 if CHINESE.search(rows[i - 1][1]) else 8))
    result = [path.split("/")[-2], len(rows), len({f["row"] for f in natural}) / len(rows), unlike / len(rows)]
    for change in (change_word, change_case, change_punctuation):
        chosen = draw.sample(usable, len(rows) // 10)
        planted = [(rows[i - 1][0], change(rows[i - 1][1], others, draw)) for i in chosen]
        found = audit(tenor, rows + planted)
        pairs = {(f["row"], f["other"]) for f in found}
        hits = sum((len(rows) + 1 + k, i) in pairs for k, i in enumerate(chosen))
        new = {f["row"] for f in found if f["row"] <= len(rows)} - {f["row"] for f in natural}
        result += [hits / len(chosen), len(new) / len(rows)]
    print("\t".join(f"{x:.4f}" if isinstance(x, float) else str(x) for x in result), flush=True)


print("corpus\ttexts\tits own\tunlike\tword\tfalse\tcase\tfalse\tpunctuation\tfalse")
for corpus in sys.argv[2:]:
    measure(sys.argv[1], corpus)
