#!/usr/bin/python3
"""usage: torch_rnn.py TRAIN.csv [--cell lstm|gru] [--layers 1] [--threads 2] [--seconds 5]

Trains what `tenor train --pooling max --ngrams 0` trains: embedding of 100, packed bidirectional RNN of 128 units, max pooling, dropout of 0.5 on
vectors and on what is pooled, linear; Adam at 0.001, gradients clipped to a norm of 5, batches of 32 of similar length.
Prints tokens a second over some seconds after the first twenty batches."""
import argparse
import csv
import random
import re
import time

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

MOST_TOKENS = 400
WARM_UP = 20  # batches


def read_texts(path):
    token = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
    csv.field_size_limit(1 << 30)
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [token.findall(row["text"].lower())[:MOST_TOKENS] or ["."] for row in rows], [row["label"] for row in rows]


def encode(texts, labels):
    counts = {}
    for text in texts:
        for word in text:
            counts[word] = counts.get(word, 0) + 1
    ids = {word: i for i, word in enumerate(sorted(w for w, n in counts.items() if n >= 2), 2)}
    names = {label: i for i, label in enumerate(sorted(set(labels)))}
    examples = [(torch.tensor([ids.get(word, 1) for word in text]), names[label]) for text, label in zip(texts, labels)]
    return examples, len(ids) + 2, len(names)


class Network(nn.Module):
    def __init__(self, cell, layers, words, labels):
        super().__init__()
        self.embedding = nn.Embedding(words, 100, padding_idx=0)
        kind = {"lstm": nn.LSTM, "gru": nn.GRU}[cell]
        self.rnn = kind(100, 128, layers, batch_first=True, bidirectional=True, dropout=0.5 if layers > 1 else 0)
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(256, labels)

    def forward(self, ids, lengths):
        vectors = self.dropout(self.embedding(ids))
        packed, _ = self.rnn(pack_padded_sequence(vectors, lengths, batch_first=True, enforce_sorted=False))
        outputs, _ = pad_packed_sequence(packed, batch_first=True, padding_value=-1e9)
        return self.head(self.dropout(outputs.max(1)[0]))


def batches(examples, size=32):
    """For ever: shuffled, each batch of similar lengths."""
    while True:
        random.shuffle(examples)
        cut = []
        for begin in range(0, len(examples), size * 50):
            near = sorted(examples[begin : begin + size * 50], key=lambda example: len(example[0]))
            cut += [near[i : i + size] for i in range(0, len(near), size)]
        random.shuffle(cut)
        for batch in cut:
            ids = [example[0] for example in batch]
            yield pad_sequence(ids, True), torch.tensor([len(i) for i in ids]), torch.tensor([label for _, label in batch])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("train")
    parser.add_argument("--cell", default="lstm")
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    random.seed(1)
    examples, words, labels = encode(*read_texts(options.train))
    network = Network(options.cell, options.layers, words, labels)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    tokens, begin = 0, None
    for number, (ids, lengths, targets) in enumerate(batches(examples)):
        if number == WARM_UP:
            begin = time.perf_counter()
        if begin and time.perf_counter() - begin > options.seconds:
            break
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(ids, lengths), targets).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        tokens += lengths.sum().item() if begin else 0
    print(round(tokens / (time.perf_counter() - begin)))


main()
