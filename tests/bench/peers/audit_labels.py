#!/usr/bin/python3
"""Flips labels of a corpus, and measures how well a score finds them. Needs Debian's python3-sklearn.

    audit_labels.py flip CORPUS RATE SEED OUT   OUT: the corpus with that share of labels changed to another; OUT.flipped
    audit_labels.py peer CORPUS SCORES          TF-IDF with logistic regression: 1 minus the out-of-fold probability
    audit_labels.py score CORPUS SCORES         area under the ROC curve, precision in the first n (n: labels flipped)

TF-IDF is of words and pairs of words, of Chinese of 1 to 3 characters; of the costs C of 0.3, 1, 3 and
10 the one with the least out-of-fold log loss counts.
"""
import csv
import random
import re
import sys

csv.field_size_limit(1 << 30)


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def flip(path, rate, seed, out):
    rows = read(path)
    labels = sorted({row["label"] for row in rows})
    draw = random.Random(int(seed))
    chosen = set(draw.sample(range(len(rows)), round(float(rate) * len(rows))))
    with open(out + ".flipped", "w") as flipped, open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["label", "text"])
        for i, row in enumerate(rows):
            label = row["label"]
            if i in chosen:
                label = draw.choice([other for other in labels if other != label])
            writer.writerow([label, row["text"]])
            print(int(i in chosen), file=flipped)


def peer(path, out):
    import numpy
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    rows = read(path)
    texts = [row["text"] for row in rows]
    _, labels = numpy.unique([row["label"] for row in rows], return_inverse=True)
    best = None
    for cost in (0.3, 1, 3, 10):
        if re.search("[\u3400-\u9fff]", " ".join(texts[:50])):
            features = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
        else:
            features = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]", sublinear_tf=True)
        model = make_pipeline(features, LogisticRegression(C=cost, max_iter=300, solver="liblinear"))
        folds = StratifiedKFold(5, shuffle=True, random_state=1)
        probabilities = cross_val_predict(model, texts, labels, cv=folds, method="predict_proba")
        loss = log_loss(labels, probabilities)
        if best is None or loss < best[0]:
            best = loss, 1 - probabilities[numpy.arange(len(labels)), labels]
    with open(out, "w") as file:
        print("row\tscore", file=file)
        for i, score in enumerate(best[1]):
            print(f"{i + 1}\t{score:.6f}", file=file)


def measure(path, scores):
    import numpy
    from sklearn.metrics import roc_auc_score

    flipped = numpy.loadtxt(path + ".flipped", dtype=int)
    with open(scores, encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    score = numpy.array([float(line[lines[0].index("score")] or 0) for line in lines[1:]])
    first = numpy.argsort(-score, kind="stable")[: flipped.sum()]
    print(f"{roc_auc_score(flipped, score):.4f}\t{flipped[first].mean():.4f}")


{"flip": flip, "peer": peer, "score": measure}[sys.argv[1]](*sys.argv[2:])
