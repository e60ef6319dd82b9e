#!/usr/bin/env python3
"""Writes the hostile files of this folder and README.md, which lists them with the status that each must give.

Run it without arguments after a change here; unit/model/check_hostile.c reads every file and compares.
"""
import json
import pathlib
import shutil
import struct

HERE = pathlib.Path(__file__).parent
files = []  # folder, name, bytes, status, what is wrong


def tensor(shape, begin, end, dtype="F32"):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def safetensors(name, status, wrong, header, data=b"", length=None):
    if not isinstance(header, (str, bytes)):
        header = json.dumps(header)
    if isinstance(header, str):
        header = header.encode()
    if length is None:
        length = len(header)
    files.append(("safetensors", name + ".safetensors", struct.pack("<Q", length) + header + data, status, wrong))


def raw(name, status, wrong, data):
    files.append(("safetensors", name + ".safetensors", data, status, wrong))


ONE = {"a": tensor([2], 0, 8)}
DATA = bytes(8)

raw("empty", "BAD_MODEL", "no bytes", b"")
raw("seven-bytes", "BAD_MODEL", "less than a header's length", bytes(7))
raw("length-only", "BAD_MODEL", "a header of no bytes", bytes(8))
safetensors("length-past-end", "BAD_MODEL", "the header's length is one more than the file has", ONE, DATA,
            len(json.dumps(ONE)) + 9)
safetensors("length-huge", "BAD_MODEL", "a header length of 2^64 - 1", ONE, DATA, 2**64 - 1)
safetensors("length-wraps", "BAD_MODEL", "a header length that overflows when 8 is added", ONE, DATA, 2**64 - 8)
safetensors("length-short", "BAD_MODEL", "the header's length cuts it in two", ONE, DATA, 20)
safetensors("leading-space", "BAD_MODEL", "a header that does not begin with '{'", " " + json.dumps(ONE), DATA)
safetensors("trailing-newline", "BAD_MODEL", "padding that is not spaces", json.dumps(ONE) + "\n", DATA)
safetensors("trailing-brace", "BAD_MODEL", "a second value after the header's object", json.dumps(ONE) + " {}", DATA)
safetensors("array", "BAD_MODEL", "a header that is an array", "[]")
safetensors("not-utf8", "BAD_MODEL", "a name that is not UTF-8", json.dumps(ONE).encode().replace(b'"a"', b'"\xff"'), DATA)
safetensors("nul-in-name", "BAD_MODEL", "an escaped NUL in a name", json.dumps(ONE).replace('"a"', '"a\\u0000b"'), DATA)
safetensors("deep", "BAD_MODEL", "nesting 500 deep", '{"a": ' + "[" * 500 + "]" * 500 + "}")
safetensors("duplicate-tensor", "BAD_MODEL", "one name for two tensors",
            '{"a": %s, "a": %s}' % (json.dumps(tensor([1], 0, 4)), json.dumps(tensor([1], 4, 8))), DATA)
safetensors("duplicate-escaped", "BAD_MODEL", "one name for two tensors, one of them escaped",
            '{"a": %s, "\\u0061": %s}' % (json.dumps(tensor([1], 0, 4)), json.dumps(tensor([1], 4, 8))), DATA)
safetensors("duplicate-member", "BAD_MODEL", "a tensor with two shapes",
            '{"a": {"dtype": "F32", "shape": [2], "shape": [1], "data_offsets": [0, 8]}}', DATA)
safetensors("duplicate-metadata", "BAD_MODEL", "one metadata name twice",
            '{"__metadata__": {"k": "1", "k": "2"}, "a": %s}' % json.dumps(tensor([2], 0, 8)), DATA)
safetensors("metadata-twice", "BAD_MODEL", "__metadata__ twice", '{"__metadata__": {}, "__metadata__": {}}')
safetensors("metadata-number", "BAD_MODEL", "a metadata value that is not a string", {"__metadata__": {"k": 1}})
safetensors("metadata-array", "BAD_MODEL", "__metadata__ that is not an object", {"__metadata__": []})
safetensors("no-dtype", "BAD_MODEL", "a tensor without dtype", {"a": {"shape": [2], "data_offsets": [0, 8]}}, DATA)
safetensors("no-shape", "BAD_MODEL", "a tensor without shape", {"a": {"dtype": "F32", "data_offsets": [0, 8]}}, DATA)
safetensors("no-offsets", "BAD_MODEL", "a tensor without data_offsets", {"a": {"dtype": "F32", "shape": [2]}}, DATA)
safetensors("extra-member", "BAD_MODEL", "a tensor with a member that the format does not have",
            {"a": dict(tensor([2], 0, 8), strides=[1])}, DATA)
safetensors("tensor-string", "BAD_MODEL", "a tensor that is a string", {"a": "F32"})
safetensors("unknown-dtype", "BAD_MODEL", "dtype F128", {"a": tensor([1], 0, 8, "F128")}, DATA)
safetensors("lower-dtype", "BAD_MODEL", "dtype f32", {"a": tensor([2], 0, 8, "f32")}, DATA)
safetensors("shape-negative", "BAD_MODEL", "sizes -1 and -2, whose product would fit", {"a": tensor([-1, -2], 0, 8)}, DATA)
safetensors("shape-fraction", "BAD_MODEL", "a size of 2.0", {"a": tensor([2.0], 0, 8)}, DATA)
safetensors("shape-exponent", "BAD_MODEL", "a size of 2e0", json.dumps(ONE).replace("[2]", "[2e0]"), DATA)
safetensors("shape-overflow", "BAD_MODEL", "sizes whose product is 2^63 + 2: 8 bytes modulo 2^64",
            {"a": tensor([484486610, 19037413721], 0, 8)}, DATA)
safetensors("shape-huge", "BAD_MODEL", "a size of 10^30", {"a": tensor([10**30], 0, 8)}, DATA)
safetensors("shape-string", "BAD_MODEL", "a size in quotes", {"a": tensor(["2"], 0, 8)}, DATA)
safetensors("shape-deep", "BAD_MODEL", "nine dimensions", {"a": tensor([1] * 8 + [2], 0, 8)}, DATA)
safetensors("offsets-backward", "BAD_MODEL", "data_offsets that run backward", {"a": tensor([2], 8, 0)}, DATA)
safetensors("offsets-negative", "BAD_MODEL", "data_offsets that begin before 0", {"a": tensor([2], -8, 0)}, DATA)
safetensors("offsets-three", "BAD_MODEL", "three data_offsets",
            {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8, 8]}}, DATA)
safetensors("offsets-one", "BAD_MODEL", "one data_offset",
            {"a": {"dtype": "F32", "shape": [2], "data_offsets": [8]}}, DATA)
safetensors("offsets-past-end", "BAD_MODEL", "a tensor that ends after the file", {"a": tensor([4], 0, 16)}, DATA)
safetensors("offsets-far", "BAD_MODEL", "offsets near 2^63", {"a": tensor([2], 2**63 - 9, 2**63 - 1)}, DATA)
safetensors("size-disagrees", "BAD_MODEL", "a shape of 4 bytes with 8 bytes of data", {"a": tensor([1], 0, 8)}, DATA)
safetensors("gap", "BAD_MODEL", "four unused bytes between two tensors",
            {"a": tensor([1], 0, 4), "b": tensor([1], 8, 12)}, bytes(12))
safetensors("gap-at-start", "BAD_MODEL", "data that begins at byte 4", {"a": tensor([1], 4, 8)}, DATA)
safetensors("gap-at-end", "BAD_MODEL", "bytes after the last tensor", ONE, DATA + b"MZ\x90\x00")
safetensors("no-tensors", "BAD_MODEL", "bytes without any tensor", {}, DATA)
safetensors("overlap", "BAD_MODEL", "two tensors that share a value",
            {"a": tensor([2], 0, 8), "b": tensor([2], 4, 12)}, bytes(12))
safetensors("same-bytes", "BAD_MODEL", "two tensors that share all bytes",
            {"a": tensor([2], 0, 8), "b": tensor([2], 0, 8)}, DATA)
safetensors("overlap-empty", "BAD_MODEL", "a tensor without bytes inside another",
            {"a": tensor([2], 0, 8), "b": tensor([0], 4, 4)}, DATA)
safetensors("header-100mb", "BAD_MODEL", "a header said to be of 100,000,001 bytes in a small file", ONE, DATA, 100000001)


GOOD = {
    "format": "tenor-model",
    "version": 2,
    "labels": ["negative", "positive"],
    "polarities": [-1, 1],
    "max_tokens": 400,
    "network": {"words": 10, "dim": 4, "cell": "lstm", "hidden": 3, "layers": 1, "direction": "both",
                "pooling": "max+mean", "dense": [5], "head": "softmax"},
    "vocabulary": {"tokens": "word", "keep_case": False, "seed": 0},
    "options": {"hidden": 3},
    "scores": {"dev_accuracy": 0.5},
    "history": [{"epoch": 1, "train_loss": 0.7, "dev_loss": 0.7, "dev_accuracy": 0.5, "dev_macro_f1": 0.5}],
    "files": {"vocab.json": {"size": 10, "xxh3": "0123456789abcdef"},
              "weights.safetensors": {"size": 10, "xxh3": "0123456789abcdef"}},
}


def text(name, status, wrong, data):
    files.append(("model.json", name + ".json", data if isinstance(data, bytes) else data.encode(), status, wrong))


SIGMOID = dict(GOOD, polarities=None, separator="|", thresholds=[0.25, 1], network=dict(GOOD["network"], head="sigmoid"))


NGRAMS = dict(GOOD, network=dict(GOOD["network"], ngrams={"words": 3, "common": 9, "slots": 64}))


def change(name, status, wrong, path, value, good=GOOD):
    """A good one with the value at path replaced; "delete" removes it."""
    root = json.loads(json.dumps(good))
    node = root
    for key in path[:-1]:
        node = node[key]
    if value == "delete":
        del node[path[-1]]
    else:
        node[path[-1]] = value
    text(name, status, wrong, json.dumps(root))


good = json.dumps(GOOD)
text("empty", "BAD_JSON", "no bytes", "")
text("null", "BAD_MODEL", "null", "null")
text("array", "BAD_MODEL", "an array", "[]")
text("truncated", "BAD_JSON", "the first half of a model.json", good[: len(good) // 2])
text("trailing", "BAD_JSON", "bytes after the object", good + " x")
text("two-objects", "BAD_JSON", "two objects", good + good)
text("not-utf8", "BAD_JSON", "a label that is not UTF-8", good.encode().replace(b"negative", b"negativ\xe9"))
text("nul-label", "BAD_JSON", "a NUL in a label", good.replace("negative", "nega\\u0000tive"))
text("deep", "BAD_JSON", "nesting 600 deep", '{"format": "tenor-model", "x": ' + "[" * 600 + "]" * 600 + "}")
text("duplicate-root", "BAD_JSON", "version twice", good.replace('"version": 2', '"version": 2, "version": 2'))
text("duplicate-network", "BAD_JSON", "network.dim twice", good.replace('"dim": 4', '"dim": 4, "dim": 4096'))
text("duplicate-option", "BAD_JSON", "an option twice", good.replace('"options": {', '"options": {"hidden": 4, '))
text("duplicate-file", "BAD_JSON", "a file's size twice", good.replace('{"size": 10', '{"size": 11, "size": 10'))
change("other-format", "BAD_MODEL", "another program's file", ["format"], "pt")
change("no-format", "BAD_MODEL", "no format", ["format"], "delete")
change("version-0", "BAD_MODEL", "version 0", ["version"], 0)
change("version-3", "BAD_VERSION", "a future version", ["version"], 3)
change("version-huge", "BAD_MODEL", "version 10^20", ["version"], 10**20)
change("version-fraction", "BAD_MODEL", "version 2.0", ["version"], 2.0)
change("version-string", "BAD_MODEL", 'version "2"', ["version"], "2")
change("no-version", "BAD_MODEL", "no version", ["version"], "delete")
change("labels-none", "BAD_MODEL", "no labels", ["labels"], [])
change("labels-one", "BAD_MODEL", "one label", ["labels"], ["positive"])
change("labels-twice", "BAD_MODEL", "two labels of one name", ["labels"], ["a", "a"])
change("labels-empty", "BAD_MODEL", "a label without a name", ["labels"], ["a", ""])
change("labels-control", "BAD_MODEL", "a line feed in a label", ["labels"], ["a", "b\nc"])
change("labels-long", "BAD_MODEL", "a label of 256 bytes", ["labels"], ["a", "b" * 256])
change("labels-number", "BAD_MODEL", "a label that is a number", ["labels"], ["a", 1])
change("labels-object", "BAD_MODEL", "labels that are an object", ["labels"], {"a": 0, "b": 1})
change("polarities-few", "BAD_MODEL", "fewer polarities than labels", ["polarities"], [1])
change("polarities-many", "BAD_MODEL", "more polarities than labels", ["polarities"], [-1, 0, 1])
change("polarities-range", "BAD_MODEL", "a polarity of 1.5", ["polarities"], [-1, 1.5])
change("polarities-string", "BAD_MODEL", "a polarity in quotes", ["polarities"], [-1, "1"])
change("polarities-number", "BAD_MODEL", "polarities that are a number", ["polarities"], 1)
text("polarities-nan", "BAD_JSON", "a polarity of NaN", good.replace("[-1, 1]", "[-1, NaN]"))
text("polarities-1e999", "BAD_JSON", "a polarity of 1e999", good.replace("[-1, 1]", "[-1, 1e999]"))
change("max-tokens-0", "BAD_MODEL", "max_tokens 0", ["max_tokens"], 0)
change("max-tokens-huge", "BAD_MODEL", "max_tokens 10^9", ["max_tokens"], 10**9)
change("keep-tokens-unknown", "BAD_MODEL", "keep_tokens middle", ["keep_tokens"], "middle")
change("keep-tokens-empty", "BAD_MODEL", "keep_tokens without a name", ["keep_tokens"], "")
change("keep-tokens-number", "BAD_MODEL", "keep_tokens that is a number", ["keep_tokens"], 1)
change("keep-tokens-null", "BAD_MODEL", "keep_tokens null", ["keep_tokens"], None)
change("temperature-0", "BAD_MODEL", "temperature 0", ["temperature"], 0)
change("temperature-negative", "BAD_MODEL", "temperature -1", ["temperature"], -1)
change("temperature-small", "BAD_MODEL", "temperature 10^-300", ["temperature"], 1e-300)
change("temperature-large", "BAD_MODEL", "temperature 101", ["temperature"], 101)
change("temperature-string", "BAD_MODEL", "a temperature in quotes", ["temperature"], "1")
change("temperature-null", "BAD_MODEL", "temperature null", ["temperature"], None)
change("temperature-array", "BAD_MODEL", "one temperature per label", ["temperature"], [1, 1])
text("temperature-nan", "BAD_JSON", "a temperature of NaN", good.replace("400,", '400, "temperature": NaN,'))
text("temperature-1e999", "BAD_JSON", "a temperature of 1e999", good.replace("400,", '400, "temperature": 1e999,'))
change("no-network", "BAD_MODEL", "no network", ["network"], "delete")
change("network-array", "BAD_MODEL", "a network that is an array", ["network"], [1])
for member in GOOD["network"]:
    change("no-network-" + member, "BAD_MODEL", "no network." + member, ["network", member], "delete")
change("words-1", "BAD_MODEL", "network.words 1", ["network", "words"], 1)
change("words-huge", "BAD_MODEL", "network.words 2^40", ["network", "words"], 2**40)
change("words-negative", "BAD_MODEL", "network.words -1", ["network", "words"], -1)
change("dim-0", "BAD_MODEL", "network.dim 0", ["network", "dim"], 0)
change("dim-4097", "BAD_MODEL", "network.dim 4097", ["network", "dim"], 4097)
change("hidden-0", "BAD_MODEL", "network.hidden 0", ["network", "hidden"], 0)
change("hidden-huge", "BAD_MODEL", "network.hidden 2^53", ["network", "hidden"], 2**53)
text("hidden-exponent", "BAD_MODEL", "network.hidden 3e0", good.replace('"hidden": 3,', '"hidden": 3e0,'))
change("layers-0", "BAD_MODEL", "network.layers 0", ["network", "layers"], 0)
change("layers-17", "BAD_MODEL", "network.layers 17", ["network", "layers"], 17)
change("cell-unknown", "BAD_MODEL", "an unknown cell", ["network", "cell"], "transformer")
change("cell-prefix", "BAD_MODEL", "a cell's name cut short", ["network", "cell"], "lst")
change("direction-unknown", "BAD_MODEL", "direction backward", ["network", "direction"], "backward")
change("pooling-empty", "BAD_MODEL", "no pooling", ["network", "pooling"], "")
change("pooling-plus", "BAD_MODEL", "pooling that ends in '+'", ["network", "pooling"], "max+")
change("pooling-twice", "BAD_MODEL", "one pooling twice", ["network", "pooling"], "max+max")
change("pooling-three", "BAD_MODEL", "three poolings", ["network", "pooling"], "max+mean+last")
change("dense-0", "BAD_MODEL", "a dense layer of width 0", ["network", "dense"], [0])
change("dense-five", "BAD_MODEL", "five dense layers", ["network", "dense"], [1, 1, 1, 1, 1])
change("dense-huge", "BAD_MODEL", "a dense layer of width 10^9", ["network", "dense"], [10**9])
change("ngrams-number", "BAD_MODEL", "network.ngrams that is a number", ["network", "ngrams"], 3)
change("ngrams-array", "BAD_MODEL", "network.ngrams that is an array", ["network", "ngrams"], [3, 9, 64])
change("ngrams-no-slots", "BAD_MODEL", "an n-gram model without slots", ["network", "ngrams"], {"words": 3, "common": 9})
change("ngrams-slots-96", "BAD_MODEL", "96 slots, not a power of two", ["network", "ngrams", "slots"], 96, NGRAMS)
change("ngrams-slots-1", "BAD_MODEL", "one slot, which must stay empty", ["network", "ngrams", "slots"], 1, NGRAMS)
change("ngrams-slots-huge", "BAD_MODEL", "2^25 slots", ["network", "ngrams", "slots"], 2**25, NGRAMS)
change("ngrams-words-0", "BAD_MODEL", "runs of zero words", ["network", "ngrams", "words"], 0, NGRAMS)
change("ngrams-words-6", "BAD_MODEL", "runs of six words", ["network", "ngrams", "words"], 6, NGRAMS)
change("ngrams-common-0", "BAD_MODEL", "common words from 0 occurrences on", ["network", "ngrams", "common"], 0, NGRAMS)
change("ngrams-common-fraction", "BAD_MODEL", "common words from 9.5 occurrences on", ["network", "ngrams", "common"], 9.5, NGRAMS)
change("no-vocabulary", "BAD_MODEL", "no vocabulary", ["vocabulary"], "delete")
change("vocabulary-null", "BAD_MODEL", "a vocabulary that is null", ["vocabulary"], None)
change("vocabulary-tokens", "BAD_MODEL", "tokens that are bytes", ["vocabulary", "tokens"], "byte")
change("vocabulary-keep-case", "BAD_MODEL", "keep_case 0", ["vocabulary", "keep_case"], 0)
change("vocabulary-no-seed", "BAD_MODEL", "no seed", ["vocabulary", "seed"], "delete")
change("vocabulary-seed-64", "BAD_MODEL", "seed 64", ["vocabulary", "seed"], 64)
change("vocabulary-seed-negative", "BAD_MODEL", "seed -1", ["vocabulary", "seed"], -1)
change("vocabulary-seed-fraction", "BAD_MODEL", "seed 0.5", ["vocabulary", "seed"], 0.5)
change("head-unknown", "BAD_MODEL", "an unknown head", ["network", "head"], "softmin")
change("head-number", "BAD_MODEL", "a head that is a number", ["network", "head"], 1)
change("thresholds-few", "BAD_MODEL", "fewer thresholds than labels", ["thresholds"], [0.5])
change("thresholds-many", "BAD_MODEL", "more thresholds than labels", ["thresholds"], [0.5, 0.2, 0.3])
change("thresholds-zero", "BAD_MODEL", "a threshold of 0, which is a divisor", ["thresholds"], [0, 1])
change("thresholds-tiny", "BAD_MODEL", "a threshold that is 0 as a float", ["thresholds"], [1e-60, 1])
change("thresholds-range", "BAD_MODEL", "a threshold of 1.5", ["thresholds"], [0.5, 1.5])
change("thresholds-string", "BAD_MODEL", "a threshold in quotes", ["thresholds"], [0.5, "0.5"])
change("thresholds-number", "BAD_MODEL", "thresholds that are a number", ["thresholds"], 0.5)
change("separator-softmax", "BAD_MODEL", "a separator though each text has one label", ["separator"], "|")
change("sigmoid-polarities", "BAD_MODEL", "polarities though a text may have several labels", ["polarities"], [-1, 1], SIGMOID)
change("sigmoid-thresholds", "BAD_MODEL", "a threshold above 1 of a sigmoid head", ["thresholds"], [0.5, 2], SIGMOID)
change("separator-none", "BAD_MODEL", "no separator of a sigmoid head", ["separator"], "delete", SIGMOID)
change("separator-null", "BAD_MODEL", "a separator that is null", ["separator"], None, SIGMOID)
change("separator-empty", "BAD_MODEL", "an empty separator", ["separator"], "", SIGMOID)
change("separator-long", "BAD_MODEL", "a separator of nine bytes", ["separator"], "|" * 9, SIGMOID)
change("separator-letter", "BAD_MODEL", "a separator that is a letter", ["separator"], "x", SIGMOID)
change("separator-tab", "BAD_MODEL", "a separator that is a tab", ["separator"], "\t", SIGMOID)
change("separator-in-label", "BAD_MODEL", "a label that holds the separator", ["labels"], ["a", "b|c"], SIGMOID)

change("input-string", "BAD_MODEL", "input that is a string", ["input"], "text")
change("input-empty", "BAD_MODEL", "input of no columns", ["input"], {"text": [], "joiner": " "})
change("input-number", "BAD_MODEL", "a column of input that is a number", ["input"], {"text": ["a", 2], "joiner": " "})
change("input-no-joiner", "BAD_MODEL", "input without a joiner", ["input"], {"text": ["a"]})
change("input-joiner-long", "BAD_MODEL", "a joiner of 65 bytes", ["input"], {"text": ["a"], "joiner": "-" * 65})
CORPUS = dict(GOOD, tenor="0.1.0", corpus={"name": "a.csv", "size": 10, "xxh3": "0123456789abcdef"})
change("tenor-number", "BAD_MODEL", "a version of Tenor that is a number", ["tenor"], 1, CORPUS)
change("tenor-control", "BAD_MODEL", "a version of Tenor with a control character", ["tenor"], "0\x1b[31m", CORPUS)
change("corpus-string", "BAD_MODEL", "a corpus that is a string", ["corpus"], "a.csv", CORPUS)
change("corpus-null", "BAD_MODEL", "a corpus that is null", ["corpus"], None, CORPUS)
change("corpus-no-name", "BAD_MODEL", "a corpus without a name", ["corpus", "name"], "delete", CORPUS)
change("corpus-control", "BAD_MODEL", "a name of a corpus with a control character", ["corpus", "name"], "a\x1b[31m", CORPUS)
change("corpus-size", "BAD_MODEL", "a corpus of negative size", ["corpus", "size"], -1, CORPUS)
change("corpus-hash", "BAD_MODEL", "a hash of 15 digits", ["corpus", "xxh3"], "0" * 15, CORPUS)

change("no-options", "BAD_MODEL", "no options", ["options"], "delete")
change("options-array", "BAD_MODEL", "options that are an array", ["options"], [])
change("options-null", "BAD_MODEL", "an option that is null", ["options", "hidden"], None)
change("options-nested", "BAD_MODEL", "an option that is an object", ["options", "hidden"], {})
change("options-no-name", "BAD_MODEL", "an option without a name", ["options", ""], 1)
change("options-long-name", "BAD_MODEL", "an option with a name of 65 bytes", ["options", "o" * 65], 1)
change("scores-null", "BAD_MODEL", "a score that is null", ["scores", "dev_accuracy"], None)
change("no-scores", "BAD_MODEL", "no scores", ["scores"], "delete")
change("no-history", "BAD_MODEL", "no history", ["history"], "delete")
change("history-number", "BAD_MODEL", "an epoch that is a number", ["history"], [1])
change("history-epoch-0", "BAD_MODEL", "epoch 0", ["history", 0, "epoch"], 0)
change("history-accuracy", "BAD_MODEL", "an accuracy of 1.5", ["history", 0, "dev_accuracy"], 1.5)
change("history-loss", "BAD_MODEL", "a negative loss", ["history", 0, "train_loss"], -1)
change("no-files", "BAD_MODEL", "no files", ["files"], "delete")
change("no-vocab", "BAD_MODEL", "no vocab.json among the files", ["files", "vocab.json"], "delete")
change("no-weights", "BAD_MODEL", "no weights.safetensors among the files", ["files", "weights.safetensors"], "delete")
change("size-negative", "BAD_MODEL", "a negative size", ["files", "vocab.json", "size"], -1)
change("hash-short", "BAD_MODEL", "a hash of 15 digits", ["files", "vocab.json", "xxh3"], "0" * 15)
change("hash-long", "BAD_MODEL", "a hash of 17 digits", ["files", "vocab.json", "xxh3"], "0" * 17)
change("hash-upper", "BAD_MODEL", "a hash in upper case", ["files", "vocab.json", "xxh3"], "0123456789ABCDEF")
change("hash-prefix", "BAD_MODEL", "a hash that begins with 0x", ["files", "vocab.json", "xxh3"], "0x23456789abcdef")
change("hash-number", "BAD_MODEL", "a hash that is a number", ["files", "vocab.json", "xxh3"], 1)

# ---- the vocabulary's tensors ----

MASK = 2**64 - 1
WORDS = ["<pad>", "<unk>", "a", "b", "c"]


def xxh3_of_a_byte(byte):
    """XXH3 of one byte, with seed 0."""
    secret = 0x396CFEB8 ^ 0xBE4BA423  # the first two words of its default secret
    h = (byte << 16 | byte << 24 | byte | 1 << 8) ^ secret
    h = (h ^ h >> 33) * 0xC2B2AE3D27D4EB4F & MASK
    h = (h ^ h >> 29) * 0x165667B19E3779F9 & MASK
    return h ^ h >> 32


def vocab_parts(words=WORDS, counts=((0, 0), (1, 7), (2, 5), (4, 1))):
    """The lists of numbers that the tensors hold."""
    slots = [0] * 64
    for i, word in list(enumerate(words))[2:]:
        h = xxh3_of_a_byte(ord(word))
        at, step = h % 64, 1
        while slots[at] != 0:
            at, step = (at + step) % 64, step + 1
        slots[at] = (h >> 56) << 24 | i
    text = "".join(words).encode()
    offsets = [len("".join(words[:i])) for i in range(len(words) + 1)]
    return {"offset": offsets, "slot": slots, "count": [n for run in counts for n in run], "bytes": list(text)}


def vocab(name, status, wrong, parts, types=None, shapes=None):
    types = dict({"offset": "I32", "slot": "I32", "count": "I64", "bytes": "U8"}, **(types or {}))
    header, data = {}, b""
    for part, numbers in parts.items():
        code = {"I32": "i", "U32": "I", "I64": "q", "U8": "B", "I8": "B", "F32": "i"}[types[part]]
        bytes_ = struct.pack("<%d%s" % (len(numbers), code if min(numbers, default=0) < 0 else code.upper()), *numbers)
        shape = (shapes or {}).get(part, [len(numbers) // 2, 2] if part == "count" else [len(numbers)])
        header["vocab." + part] = tensor(shape, len(data), len(data) + len(bytes_), types[part])
        data += bytes_
    header = json.dumps(header).encode()
    files.append(("vocab", name + ".safetensors", struct.pack("<Q", len(header)) + header + data, status, wrong))


def vocab_change(name, status, wrong, part, index, value):
    parts = vocab_parts()
    parts[part][index] = value
    vocab(name, status, wrong, parts)


def without(part):
    return {name: numbers for name, numbers in vocab_parts().items() if name != part}


vocab("sound", "OK", "nothing", vocab_parts())
for part in vocab_parts():
    vocab("no-" + part, "BAD_MODEL", "no vocab." + part, without(part))
vocab("offset-u32", "BAD_MODEL", "vocab.offset of type U32", vocab_parts(), {"offset": "U32"})
vocab("slot-f32", "BAD_MODEL", "vocab.slot of type F32", vocab_parts(), {"slot": "F32"})
vocab("count-i32", "BAD_MODEL", "vocab.count of type I32", vocab_parts(), {"count": "I32"})
vocab("bytes-i8", "BAD_MODEL", "vocab.bytes of type I8", vocab_parts(), {"bytes": "I8"})
vocab("offset-few", "BAD_MODEL", "an offset too few", dict(vocab_parts(), offset=vocab_parts()["offset"][:-1]))
vocab("offset-many", "BAD_MODEL", "an offset too many", dict(vocab_parts(), offset=vocab_parts()["offset"] + [13]))
vocab("offset-matrix", "BAD_MODEL", "offsets in two dimensions", vocab_parts(), shapes={"offset": [2, 3]})
vocab("count-vector", "BAD_MODEL", "counts in one dimension", vocab_parts(), shapes={"count": [8]})
vocab("count-triples", "BAD_MODEL", "three numbers a count", vocab_parts(counts=((0, 0, 0), (1, 7, 0))), shapes={"count": [2, 3]})
vocab("slot-half", "BAD_MODEL", "half as many slots", dict(vocab_parts(), slot=vocab_parts()["slot"][:32]))
vocab("slot-63", "BAD_MODEL", "63 slots", dict(vocab_parts(), slot=vocab_parts()["slot"][:63]))
vocab("bytes-none", "BAD_MODEL", "no bytes", dict(vocab_parts(), bytes=[]))
vocab("bytes-more", "BAD_MODEL", "a byte after the last word", dict(vocab_parts(), bytes=vocab_parts()["bytes"] + [0]))
vocab("bytes-no-pad", "BAD_MODEL", "words whose <pad> is called <bad>", vocab_parts(["<bad>"] + WORDS[1:]))
vocab_change("offset-begin", "BAD_MODEL", "a first offset of 1", "offset", 0, 1)
vocab_change("offset-end", "BAD_MODEL", "a last offset past the bytes", "offset", 5, 14)
vocab_change("offset-negative", "BAD_MODEL", "an offset of -1", "offset", 3, -1)
vocab_change("offset-huge", "BAD_MODEL", "an offset of 2^31 - 1", "offset", 3, 2**31 - 1)
vocab_change("offset-backward", "BAD_MODEL", "an offset before the one before", "offset", 4, 2)
vocab_change("offset-empty", "BAD_MODEL", "an empty word", "offset", 3, 10)
vocab_change("bytes-not-utf8", "BAD_MODEL", "a word that is not UTF-8", "bytes", 11, 255)
vocab_change("bytes-twice", "BAD_MODEL", "a word that is there twice", "bytes", 11, ord("a"))
vocab_change("bytes-other", "BAD_MODEL", "a word that the table does not know", "bytes", 11, ord("x"))
vocab("slot-empty", "BAD_MODEL", "a table without entries", dict(vocab_parts(), slot=[0] * 64))
vocab("slot-full", "BAD_MODEL", "a table without free slots, all of one id", dict(vocab_parts(), slot=[3] * 64))
vocab("slot-ones", "BAD_MODEL", "a table of ids past the words", dict(vocab_parts(), slot=[2**32 - 1] * 64))
vocab("slot-more", "BAD_MODEL", "entries that belong to no word", dict(vocab_parts(), slot=[s or 2 for s in vocab_parts()["slot"]]))
vocab("slot-pad", "BAD_MODEL", "entries of <pad>", dict(vocab_parts(), slot=[s or 1 << 24 for s in vocab_parts()["slot"]]))
vocab("count-one", "BAD_MODEL", "one count for all words", vocab_parts(counts=((0, 0),)))
vocab("count-many", "BAD_MODEL", "more counts than words", vocab_parts(counts=((0, 0), (1, 7), (2, 5), (3, 4), (4, 3), (5, 2))))
vocab_change("count-of-pad", "BAD_MODEL", "a count of <pad>", "count", 1, 1)
vocab_change("count-grows", "BAD_MODEL", "a count larger than the one before", "count", 7, 6)
vocab_change("count-negative", "BAD_MODEL", "a count of -1", "count", 7, -1)
vocab_change("count-huge", "BAD_MODEL", "a count of 2^53 + 1", "count", 3, 2**53 + 1)
vocab_change("count-order", "BAD_MODEL", "counts out of order", "count", 6, 2)
vocab_change("count-past-end", "BAD_MODEL", "a count of a word that is not there", "count", 6, 5)

README = """# Hostile files

Each file breaks one rule and must give the status in the table. The reader must not leak memory, and must not allocate
what a file claims to hold. `make.py` writes the files and this page. `unit/model/check_hostile.c` reads all files:
those in `safetensors/` with the safetensors reader, those in `model.json/` with the reader of model.json, those in
`vocab/` as the tensors of a vocabulary of five words. A vocabulary that opens although it is wrong is looked up before
it is checked, and must not be read out of its bounds.

| file | status | what is wrong |
|---|---|---|
"""


def main():
    for folder in {file[0] for file in files}:
        shutil.rmtree(HERE / folder, ignore_errors=True)
        (HERE / folder).mkdir()
    readme = README
    for folder, name, data, status, wrong in sorted(files):
        path = HERE / folder / name
        assert not path.exists(), path
        assert len(data) < 2048, path
        path.write_bytes(data)
        readme += "| %s/%s | %s | %s |\n" % (folder, name, status, wrong)
    (HERE / "README.md").write_text(readme)


main()
