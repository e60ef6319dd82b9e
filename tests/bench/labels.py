"""Writes a corpus of many labels, as CSV: questions of about 12 words, as of customers to a bank.

    labels.py LABELS TEXTS [SEED]

A label has 6 words of its own choice from a common stock, so words are shared, and 8 that its group of 5 labels has
too; one word in three is one of these, the others are those of any text. One text in twenty has another label's words.
"""

import random
import sys

labels, texts = int(sys.argv[1]), int(sys.argv[2])
draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
SYLLABLES = [c + v for c in "b c d f g l m n p r s t v ch st tr".split() for v in "a e i o u".split()]


def word():
    return "".join(draw.choices(SYLLABLES, k=draw.randint(1, 3))) + draw.choice(["", "n", "r", "s", "t"])


def inflect(stem):
    return stem + draw.choice(["", "", "", "s", "ed", "ing"])


plain = [word() for _ in range(300)]
frequencies = [1 / (i + 2) for i in range(len(plain))]
stock = [word() for _ in range(1000 + 2 * labels)]
groups = [draw.sample(stock, 8) for _ in range((labels + 4) // 5)]
own = [draw.sample(stock, 6) for _ in range(labels)]

print("label,text")
for i in range(texts):
    label = i % labels
    shown = draw.randrange(labels) if draw.random() < 0.05 else label
    words = []
    for _ in range(draw.randint(6, 18)):
        kind = draw.random()
        if kind < 0.67:
            words += draw.choices(plain, frequencies)
        else:
            words.append(inflect(draw.choice(own[shown] if kind < 0.82 else groups[shown // 5])))
    print(f"label{label:04d},{' '.join(words)}")
