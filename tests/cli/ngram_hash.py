"""Computes the n-gram model of a model as docs/network.md describes it, and compares it with the model. Looks up its
words in the tensors of the vocabulary as docs/formats.md describes them.

    ngram_hash.py zero MODEL COPY     writes a copy whose head is zero: its logits are those of the branch alone
    ngram_hash.py check MODEL COUNT   compares. MODEL/tokens has the tokens of the texts; the first COUNT of them are
                                      the training texts. MODEL/predictions has the copy's predictions for all.
"""

import array
import json
import math
import os
import struct
import sys

# ---- XXH3, 64 bits, seed 0 ----

MASK = 2**64 - 1
SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248e"
    "e03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d"
    "8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc"
    "8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"
)
P32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
P64 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)


def read(data, at, size=8):
    return int.from_bytes(data[at : at + size], "little")


def fold(a, b):
    product = a * b
    return (product & MASK) ^ product >> 64


def swap(value, size=8):
    return int.from_bytes(value.to_bytes(size, "little"), "big")


def rotate(value, bits):
    return (value << bits | value >> 64 - bits) & MASK


def avalanche(h):
    h = (h ^ h >> 37) * 0x165667919E3779F9 & MASK
    return h ^ h >> 32


def avalanche_short(h):
    h = (h ^ h >> 33) * P64[1] & MASK
    h = (h ^ h >> 29) * P64[2] & MASK
    return h ^ h >> 32


def mix16(data, at, secret):
    return fold(read(data, at) ^ read(SECRET, secret), read(data, at + 8) ^ read(SECRET, secret + 8))


def xxh3_long(data):
    sums = [P32[2], P64[0], P64[1], P64[2], P64[3], P32[1], P64[4], P32[0]]
    secrets = [struct.unpack_from("<8Q", SECRET, at) for at in range(128)]

    def add(at, secret):
        values = struct.unpack_from("<8Q", data, at)
        for i in range(8):
            key = values[i] ^ secrets[secret][i]
            sums[i ^ 1] += values[i]
            sums[i] += (key & 0xFFFFFFFF) * (key >> 32)

    stripes = (len(data) - 1) // 64
    for stripe in range(stripes):
        add(stripe * 64, stripe % 16 * 8)
        if stripe % 16 == 15:
            for i in range(8):
                sums[i] &= MASK
                sums[i] = (sums[i] ^ sums[i] >> 47 ^ read(SECRET, 128 + 8 * i)) * P32[0] & MASK
    add(len(data) - 64, 121)
    h = len(data) * P64[0]
    for i in range(4):
        left, right = sums[2 * i] & MASK, sums[2 * i + 1] & MASK
        h += fold(left ^ read(SECRET, 11 + 16 * i), right ^ read(SECRET, 19 + 16 * i))
    return avalanche(h & MASK)


def xxh3(data):
    size = len(data)
    if size > 240:
        return xxh3_long(data)
    if size > 128:
        h = size * P64[0] + sum(mix16(data, 16 * i, 16 * i) for i in range(8))
        h = avalanche(h & MASK) + sum(mix16(data, 16 * i, 16 * i - 125) for i in range(8, size // 16))
        return avalanche(h + mix16(data, size - 16, 119) & MASK)
    if size > 16:
        h = size * P64[0]
        for i in range((size - 1) // 32 + 1):
            h += mix16(data, 16 * i, 32 * i) + mix16(data, size - 16 * (i + 1), 32 * i + 16)
        return avalanche(h & MASK)
    if size > 8:
        low = read(data, 0) ^ read(SECRET, 24) ^ read(SECRET, 32)
        high = read(data, size - 8) ^ read(SECRET, 40) ^ read(SECRET, 48)
        return avalanche(size + swap(low) + high + fold(low, high) & MASK)
    if size > 3:
        h = (read(data, size - 4, 4) + (read(data, 0, 4) << 32)) ^ read(SECRET, 8) ^ read(SECRET, 16)
        h = (h ^ rotate(h, 49) ^ rotate(h, 24)) * 0x9FB21C651E98DF25 & MASK
        h = (h ^ (h >> 35) + size) * 0x9FB21C651E98DF25 & MASK
        return h ^ h >> 28
    if size > 0:
        h = data[0] << 16 | data[size >> 1] << 24 | data[size - 1] | size << 8
        return avalanche_short(h ^ read(SECRET, 0, 4) ^ read(SECRET, 4, 4))
    return avalanche_short(read(SECRET, 56) ^ read(SECRET, 64))


# ---- n-grams, as docs/network.md has them ----


def finish(h):
    return h if h != 0 else 1


def mix(h):
    h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & MASK
    h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & MASK
    return h ^ h >> 33


def word_hash(word):
    return finish(xxh3(word.encode()))


def join(run, word):
    return finish(mix(run * 0x9E3779B97F4A7C15 + word & MASK))


def word_ngrams(tokens, most):
    """Distinct hashes of words, runs of words and pairs with a gap."""
    hashes = [word_hash(token) for token in tokens]
    found = dict.fromkeys(hashes)
    places = [word_hash("")] + hashes
    for size in range(2, most + 1):
        for begin in range(len(places) - size + 1):
            run = places[begin]
            for word in places[begin + 1 : begin + size]:
                run = join(run, word)
            found[run] = None
    if most >= 3:
        for i in range(len(hashes) - 2):
            found[join(hashes[i] + 1982 & MASK, hashes[i + 2])] = None
    return list(found)


def character_ngrams(word):
    """Hashes of the runs of characters, one for each place."""
    if len(word) == 1:
        return []
    characters = [ord(c) for c in "<" + word[:48] + ">"]
    found = []
    for begin in range(len(characters)):
        h = 0xCBF29CE484222325
        for size, character in enumerate(characters[begin : begin + 6], 1):
            h = (h ^ character) * 0x9E3779B97F4A7C15 & MASK
            h ^= h >> 29
            if size >= 3:
                found.append(finish(mix(h)))
    return found


# ---- model files ----


def open_weights(folder):
    with open(folder + "/weights.safetensors", "rb") as file:
        prefix = file.read(8)
        prefix += file.read(read(prefix, 0))
        return prefix, bytearray(file.read())


class Branch:
    def __init__(self, folder):
        self.model = json.load(open(folder + "/model.json"))
        self.settings = self.model["network"]["ngrams"]
        vocab = json.load(open(folder + "/vocab.json"))
        self.counts = dict(zip(vocab["words"][2:], vocab["counts"][2:]))
        prefix, data = open_weights(folder)
        header = json.loads(prefix[8:])
        tensor = {
            name.removeprefix("ngrams."): data[slice(*header[name]["data_offsets"])]
            for name in header
            if name.startswith("ngrams.")
        }
        self.keys = array.array("I", bytes(tensor["key"]))
        self.weights = array.array("f", bytes(tensor["weight"]))
        self.bias = array.array("f", bytes(tensor["bias"]))
        self.sparse = "entries" in self.settings
        if self.sparse:
            self.begins = array.array("I", bytes(tensor["begin"]))
            self.labels = array.array("I", bytes(tensor["label"]))

    def ngrams(self, tokens):
        found = word_ngrams(tokens, self.settings["words"])
        for word in dict.fromkeys(tokens):
            if self.counts.get(word, 0) < self.settings["common"]:
                found += character_ngrams(word)
        return found

    def slot(self, h):
        key = h >> 32 & ~(1 << 30) or 1
        at = h % len(self.keys)
        while self.keys[at] != key:
            if self.keys[at] == 0:
                return None
            at = (at + 1) % len(self.keys)
        return at

    def row(self, slot):
        """Pairs of label and weight."""
        if self.sparse:
            places = range(self.begins[slot], self.begins[slot + 1])
            return [(self.labels[i], self.weights[i]) for i in places]
        begin = slot * len(self.bias)
        return enumerate(self.weights[begin : begin + len(self.bias)])

    def logits(self, tokens):
        sums = list(self.bias)
        for h in self.ngrams(tokens):
            slot = self.slot(h)
            if slot is not None:
                for k, weight in self.row(slot):
                    sums[k] += weight
        return sums

    def probabilities(self, tokens):
        logits = [z / self.model["temperature"] for z in self.logits(tokens)]
        if self.model["network"]["head"] == "sigmoid":
            return [1 / (1 + math.exp(-z)) for z in logits]
        powers = [math.exp(z - max(logits)) for z in logits]
        return [power / sum(powers) for power in powers]


# ---- commands ----


def zero(folder, copy):
    prefix, data = open_weights(folder)
    text = open(folder + "/model.json").read()
    old = json.loads(text)["files"]["weights.safetensors"]["xxh3"]
    assert old == f"{xxh3(bytes(data)):016x}", "the hash of the tensors"
    for name in ("head.weight", "head.bias"):
        begin, end = json.loads(prefix[8:])[name]["data_offsets"]
        data[begin:end] = bytes(end - begin)
    os.mkdir(copy)
    with open(copy + "/weights.safetensors", "wb") as file:
        file.write(prefix + data)
    with open(copy + "/model.json", "w") as file:
        file.write(text.replace(old, f"{xxh3(bytes(data)):016x}"))
    with open(copy + "/vocab.json", "wb") as file:
        file.write(open(folder + "/vocab.json", "rb").read())


def find_word(slots, words, word):
    """The id of a word, as docs/formats.md describes the table."""
    h = xxh3(word)
    at = h % len(slots)
    for step in range(1, 129):
        entry = slots[at]
        if entry == 0 or (entry >> 24 == h >> 56 and words[entry & 0xFFFFFF] == word):
            return entry & 0xFFFFFF if entry else 1
        at = (at + step) % len(slots)
    return 1


def check_vocabulary(folder):
    prefix, data = open_weights(folder)
    header = json.loads(prefix[8:])

    def tensor(name):
        return bytes(data[slice(*header["vocab." + name]["data_offsets"])])

    text = tensor("bytes")
    offsets, slots = array.array("I", tensor("offset")), array.array("I", tensor("slot"))
    runs = array.array("q", tensor("count"))
    words = [text[begin:end] for begin, end in zip(offsets, offsets[1:])]
    counts = []
    for i in range(0, len(runs), 2):
        end = runs[i + 2] if i + 2 < len(runs) else len(words)
        counts += [runs[i + 1]] * (end - runs[i])
    vocab = json.load(open(folder + "/vocab.json"))
    model = json.load(open(folder + "/model.json"))
    assert model["vocabulary"] == {"tokens": vocab["tokens"], "keep_case": vocab["keep_case"], "seed": 0}
    assert [word.decode() for word in words] == vocab["words"] and counts == vocab["counts"]
    wrong = sum(find_word(slots, words, word) != i for i, word in enumerate(words) if i >= 2)
    wrong += sum(find_word(slots, words, other) != 1 for other in [b"<pad>", b"<unk>"] + [w + b"\xff" for w in words])
    print(f"{folder}: of the words {wrong} are not found by the table of the tensors")


def check(folder, trained):
    check_vocabulary(folder)
    branch = Branch(folder)
    texts = [[token["text"] for token in json.loads(line)["tokens"]] for line in open(folder + "/tokens")]
    seen = {}
    reached = set()
    for text in texts[:trained]:
        for h in dict.fromkeys(branch.ngrams(text)):
            seen[h] = seen.get(h, 0) + 1
            reached.add(branch.slot(h))
    shared = [h for h, count in seen.items() if count >= 2]
    missing = sum(branch.slot(h) is None for h in shared)
    unknown = sum(key != 0 and slot not in reached for slot, key in enumerate(branch.keys))
    worst = 0.0
    for text, line in zip(texts, open(folder + "/predictions"), strict=True):
        theirs = json.loads(line)["probabilities"]
        for label, mine in zip(branch.model["labels"], branch.probabilities(text), strict=True):
            worst = max(worst, abs(mine - theirs[label]))
    assert shared and len(texts) > trained
    print(f"{folder}: of the n-grams of two texts {missing} are not in the table")
    print(f"{folder}: of the slots {unknown} belong to no n-gram of the training texts")
    print(f"{folder}: the probabilities " + ("are equal" if worst < 1e-5 else f"differ by {worst}"))


if sys.argv[1] == "zero":
    zero(*sys.argv[2:])
else:
    check(sys.argv[2], int(sys.argv[3]))
