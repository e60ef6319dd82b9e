#!/usr/bin/env python3
"""How often the encoding of a CSV file is told right by its bytes: Tenor's guess and uchardet's.

    python3 tests/bench/encodings.py TENOR FOLDER [IMDB.csv] [--half 0|1] [--show]

Writes samples to FOLDER and judges them. The texts are paragraphs of the manual pages and package descriptions that
this machine has in many languages (Debian: manpages-de, manpages-pl, ...), reviews of IMDB that have characters
beyond ASCII, and English sentences with one foreign word or sign. Each is encoded as its language often is. A guess is
right if the file then reads as it was written. The half, by the hash of the text, is the one to tune on (0) or to
report (1).
"""
import argparse
import collections
import csv
import glob
import gzip
import io
import json
import os
import random
import re
import subprocess
import sys
import zlib

WEST = ["cp1252", "mac_roman", "cp850"]
CENTRAL = ["cp1250", "iso8859_2"]
ENCODINGS = {
    "de": WEST + ["cp437"], "fr": WEST, "es": WEST + ["cp437"], "it": WEST, "nl": WEST, "pt": WEST, "pt_BR": WEST,
    "da": WEST, "sv": WEST, "fi": WEST, "ca": ["cp1252"], "gl": ["cp1252"], "nb": ["cp1252"],
    "pl": CENTRAL, "cs": CENTRAL, "hu": CENTRAL, "hr": CENTRAL, "sl": CENTRAL, "sk": CENTRAL, "ro": CENTRAL,
    "tr": ["cp1254"], "lt": ["cp1257"], "lv": ["cp1257"],
    "ru": ["cp1251", "koi8_r", "iso8859_5", "cp866"], "uk": ["cp1251", "koi8_u"], "bg": ["cp1251"],
    "el": ["cp1253"], "he": ["cp1255"], "ar": ["cp1256"], "th": ["cp874"],
    "ja": ["cp932", "euc_jp"], "ko": ["cp949"], "zh_CN": ["gb18030"], "zh_TW": ["big5hkscs"],
}
# English with a sign or a foreign word: {} stands for nothing else, so that half of them are not tuned on.
ENGLISH = """it cost me £5 and was not worth it|only £12.99 at the shop|we paid €20 for two|a 40€ ticket
it was 20 °C outside|heated to 180°C for an hour|the sofa is 2 × 3 metres|an 8×10 print|Lego® bricks are fun
a Kleenex® box|Windows™ crashed again|the Nike™ shoes|the hors d'œuvre was cold|his chef-d'œuvre|El Niño came early
SEÑOR GOMEZ WAS RUDE|the señora smiled|a jalapeño burger|não gostei nada|São Paulo was great|the façade is ugly
a naïve plot|Zoë and Chloë were kind|the Brontë sisters|a Citroën that broke down|my résumé was lost|the café was nice
a cliché from start to finish|déjà vu again|Beyoncé is the best|Pokémon for everyone|touché, they said|a fiancé too many
Köln was cold|the Führer scenes|an über driver|Motörhead live|Björk sings|a smörgåsbord of ideas|Ångström units
the Øresund bridge|Tromsø at night|Æsop's fables|© 2004 all rights reserved|© the author|chapter § 12 is dull
½ a star|1½ hours too long|¾ of the film|don’t buy this|it’s great|they’re late|“great” they say|“never again”, I said
a – b – c|great — or not|wait… what|so… boring|• good sound|• bad battery|«la vita è bella»|¡Qué bueno!|¿Por qué no?
the price is ¥500|a ±5 error|10 µm thick|5 m² of floor|20 m³ of water|the 1º place|2ª edition|50¢ each|a soupçon of wit
crème brûlée for two|pâté and wine|à la carte only|vis-à-vis the rest|a château in France|Gérard is funny
Penélope Cruz shines|Almodóvar's best|Amélie is sweet|Čapek's robots|Dvořák's music|Wałęsa came|the Škoda is good
Gdańsk was lovely|Beşiktaş won|Erdoğan spoke|Müller scored|Zürich is dear|Malmö again|Ålesund|Curaçao|Málaga in May
Bogotá|Perú|Cancún beach|mañana|piñata party|über-cool|fête|rôle|naïveté|coup d'état|tête-à-tête|Bâle|Noël""".split("\n")
ENGLISH = [sentence for line in ENGLISH for sentence in line.split("|")]
ROFF = re.compile(r"\\f[BIRPC]|\\f\[[A-Z]*\]|\\&|\\/|\\,|\\:|\\%|\\\|")


def manual_paragraphs(language):
    for path in sorted(glob.glob(f"/usr/share/man/{language}/man*/*")):
        try:
            opener = gzip.open if path.endswith(".gz") else open
            with opener(path, "rt", encoding="utf-8") as page:
                lines = page.read().split("\n")
        except (UnicodeDecodeError, OSError):
            continue
        paragraph = []
        for line in lines:
            line = ROFF.sub("", line).replace("\\-", "-").replace("\\(aq", "'").replace("\\ ", " ")
            if line.startswith((".", "'")) or "\\" in line or not line.strip():
                if paragraph:
                    yield " ".join(paragraph)
                paragraph = []
            else:
                paragraph.append(line.strip())


def template_paragraphs(language):
    for path in sorted(glob.glob("/var/lib/dpkg/info/*.templates")):
        with open(path, encoding="utf-8", errors="replace") as templates:
            taken = False
            for line in templates:
                if line.startswith(f"Description-{language}.UTF-8:"):
                    taken = True
                    yield line.split(":", 1)[1].strip()
                elif line.startswith(" ") and taken:
                    if len(line) > 20:
                        yield line.strip()
                else:
                    taken = False


def paragraphs(language):
    seen = set()
    for source in (manual_paragraphs, template_paragraphs):
        for text in source(language):
            if 15 <= len(text) <= 600 and text not in seen and "\ufffd" not in text:
                seen.add(text)
                yield text


def foreign(text):
    return sum(ord(c) > 127 for c in text)


def imdb_reviews(path):
    csv.field_size_limit(1 << 24)
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if foreign(row[1]) and not any(0x80 <= ord(c) < 0xA0 for c in row[1]):
                yield row[1].replace("<br />", " ")


def table(texts):
    """Bytes beyond ASCII are in the texts alone."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["text", "label"])
    for i, text in enumerate(texts):
        writer.writerow([text, "neg" if i % 2 else "pos"])
    return out.getvalue()


def half_of(text):
    return zlib.crc32(text.encode()) & 1


def encodable(text, encoding):
    """What Windows writes for the typographic signs that older encodings lack stays out."""
    try:
        return text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


def samples(imdb, half):
    """Yields group, encoding, the bytes of a file and its text."""
    rng = random.Random(1)
    plain = ["it is a film of no great ambition", "the acting is fine", "we liked the food and the view"] * 20
    # In English.
    for sentence in ENGLISH:
        if half_of(sentence) != half:
            continue
        for size, group in ((0, "English, one sentence"), (40, "English, a sentence of 40")):
            rows = plain[:size]
            rows.insert(size // 2, sentence)
            for encoding in ("cp1252", "mac_roman", "cp850"):
                if encodable(sentence, encoding) and (encoding == "cp1252" or any(c.isalpha() for c in sentence
                                                                                 if ord(c) > 127)):
                    yield f"{group}, {encoding}", encoding, table(rows)
    if imdb:
        reviews = [text for text in imdb_reviews(imdb) if half_of(text) == half]
        rng.shuffle(reviews)
        for encoding in WEST:
            usable = [text for text in reviews if encodable(text, encoding)]
            for count, most in ((1, 120), (5, 60), (50, 10)):
                for i in range(min(most, len(usable) // count)):
                    yield f"IMDB, {count} reviews, {encoding}", encoding, table(usable[i * count:(i + 1) * count])
    # In the others.
    for language, encodings in ENCODINGS.items():
        texts = [text for text in paragraphs(language) if half_of(text) == half and foreign(text)]
        rng.shuffle(texts)
        for encoding in encodings:
            usable = [text for text in texts if encodable(text, encoding)]
            for count, most in ((1, 25), (3, 15), (25, 6), (250, 2)):
                for i in range(min(most, len(usable) // count)):
                    yield f"{language}, {encoding}, {count}", encoding, table(usable[i * count:(i + 1) * count])


def guess_tenor(tenor, path):
    done = subprocess.run([tenor, "columns", path, "--json"], capture_output=True, check=False)
    if done.returncode != 0:
        return None
    return json.loads(done.stdout)["corpus"]["encoding"]


def guess_uchardet(paths):
    guesses = []
    for i in range(0, len(paths), 500):
        done = subprocess.run(["uchardet"] + paths[i:i + 500], capture_output=True, check=True, text=True)
        guesses += [line.rsplit(": ", 1)[1] for line in done.stdout.splitlines()]
    return guesses


# Python's names, and for the parts of an encoding the whole, as browsers read them.
PYTHON = {
    "Shift-JIS": "cp932", "SHIFT_JIS": "cp932", "EUC-KR": "cp949", "UHC": "cp949", "Big5": "big5hkscs",
    "BIG5": "big5hkscs", "Windows-874": "cp874", "TIS-620": "cp874", "MAC-CENTRALEUROPE": "mac_latin2",
    "MAC-CYRILLIC": "mac_cyrillic", "Mac Roman": "mac_roman", "WINDOWS-1252": "cp1252", "ISO-8859-1": "cp1252",
    "ISO-8859-9": "cp1254",
}


def decodes(data, guess, text):
    if not guess or guess == "unknown":
        return False
    try:
        return data.decode(PYTHON.get(guess, guess)) == text
    except (UnicodeError, LookupError):
        return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tenor")
    parser.add_argument("folder")
    parser.add_argument("imdb", nargs="?")
    parser.add_argument("--half", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    made = []
    for group, encoding, text in samples(arguments.imdb, arguments.half):
        path = os.path.join(arguments.folder, f"{len(made)}.csv")
        data = text.encode(encoding)
        with open(path, "wb") as file:
            file.write(data)
        made.append((group, data, text, path))
    others = guess_uchardet([sample[3] for sample in made])
    scores = collections.defaultdict(lambda: [0, 0, 0, 0, 0])
    for (group, data, text, path), other in zip(made, others):
        own = guess_tenor(arguments.tenor, path)
        right = decodes(data, own, text)
        for name in (group, "all"):
            scores[name][0] += 1
            scores[name][1] += right
            scores[name][2] += not right and own in (None, "UTF-8")
            scores[name][3] += decodes(data, other, text)
            scores[name][4] += other == "unknown"
        if arguments.show and not right:
            odd = [line for line in text.split("\n") if foreign(line)]
            print(f"{group}: {own}: {odd[0][:100]}")
    print(f"{'group':40} {'files':>6} {'Tenor':>7} {'refused':>8} {'uchardet':>9}")
    for name, (count, own, refused, other, _) in scores.items():
        print(f"{name:40} {count:6} {own / count:7.1%} {refused / count:8.1%} {other / count:9.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
