"""Writes a table in a random half of the dialects that Python's csv module can write, and compares what the library
reads of each with what was written. Usage: dialects.py LIBRARY [SEED]"""
import csv
import ctypes
import io
import itertools
import random
import sys


class Str(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    def text(self):
        return ctypes.string_at(self.data, self.size).decode()


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int), ("message", ctypes.c_char * 256), ("rest", ctypes.c_char * 4096)]


try:
    library = ctypes.CDLL(sys.argv[1])
except OSError:
    sys.exit(77)
for name in ("tenor_corpus_text", "tenor_corpus_label_name"):
    getattr(library, name).restype = Str
for name in ("tenor_corpus_size", "tenor_corpus_label"):
    getattr(library, name).restype = ctypes.c_size_t


def read(path, options):
    settings = ctypes.c_void_p()
    corpus = ctypes.c_void_p()
    library.tenor_options_new(None, ctypes.byref(settings))
    for name, value in options.items():
        library.tenor_options_set(settings, name.encode(), value.encode(), None)
    error = Error()
    status = library.tenor_corpus_read(path.encode(), settings, None, ctypes.byref(corpus), ctypes.byref(error))
    library.tenor_options_free(settings)
    if status != 0:
        return error.message.decode()
    rows = []
    for i in range(library.tenor_corpus_size(corpus)):
        label = library.tenor_corpus_label(corpus, ctypes.c_size_t(i))
        rows.append((library.tenor_corpus_text(corpus, ctypes.c_size_t(i)).text().strip(),
                     library.tenor_corpus_label_name(corpus, ctypes.c_size_t(label)).text()))
    library.tenor_corpus_free(corpus)
    return rows


def examples(chance, lines):
    """Texts with all that a dialect has to quote or escape; with line ends in them if lines."""
    things = ["film", "soup", "tent", "hotel", "phone"]
    endings = ["", ", really", "; really", " | really", "\treally", ' "really"', " isn't it", "\\really", '" 5', "' 5"]
    if lines:
        endings += ["\nreally", "\r\nreally"]
    rows = []
    for i in range(60):
        label = chance.choice(["good", "bad"])
        text = "the %s was %s%s" % (chance.choice(things), label, chance.choice(endings))
        if chance.random() < 0.1:
            text = chance.choice(['"Great" said I of %s', "'Tis %s", '""%s', "\\%s"]) % text
        rows.append((i, text, label))
    return rows


def write(path, rows, dialect, space):
    """space: one after each delimiter, as skipinitialspace reads it."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        for row in rows:
            if not space:
                csv.writer(file, **dialect).writerow(row)
                continue
            fields = []
            for field in row:
                alone = io.StringIO()
                csv.writer(alone, **dialect).writerow([field])
                fields.append(alone.getvalue()[:-len(dialect["lineterminator"])])
            file.write((dialect["delimiter"] + " ").join(fields) + dialect["lineterminator"])


def reads_back(path, table, dialect, space):
    """Whether Python reads what it has written: some line ends in fields it writes without quotes or escapes."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.reader(file, skipinitialspace=space, **dialect)) == [list(map(str, row)) for row in table]
    except csv.Error:
        return False


def main():
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 13)
    all_dialects = [
        (dict(delimiter=delimiter, quotechar=quote, doublequote=double, escapechar=escape, quoting=quoting,
              lineterminator=end), space)
        for delimiter, quote, (double, escape), quoting, end, space in itertools.product(
            ",;\t|", "\"'", [(True, None), (False, "\\"), (True, "\\")],
            [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC, csv.QUOTE_NONE], ["\n", "\r\n", "\r"],
            [False, True])
        if quoting != csv.QUOTE_NONE or escape]
    failed = 0
    dialects = chance.sample(all_dialects, len(all_dialects) // 2)
    for dialect, space in dialects:
        header = chance.random() < 0.7
        path = "dialect" + chance.choice([".csv", ".txt", ".tsv"])
        for lines in (True, False):
            rows = examples(chance, lines)
            table = [("id", "text", "label")] * header + rows
            write(path, table, dialect, space)
            if reads_back(path, table, dialect, space):
                break
        options = {"escape": "\\"} if dialect["escapechar"] else {}
        if not header:
            options.update({"text": "2", "label": "3"})
        found = read(path, options)
        expected = [(text.strip(), label) for _, text, label in rows]
        if found != expected:
            failed += 1
            print(path, dialect, "space" if space else "", "header" if header else "")
            if isinstance(found, str):
                print("   ", found)
            else:
                print("   ", len(found), "rows;", [pair for pair in zip(found, expected) if pair[0] != pair[1]][:1])
    print(failed, "of", len(dialects), "dialects are read wrongly")


main()
