#!/usr/bin/env python3
"""Writes binary-loss.txt: losses and gradients of PyTorch's BCEWithLogitsLoss, in double precision."""
import pathlib
import random

import torch

ROWS, LABELS = 4, 5


def numbers(values):
    return " ".join(f"{float(value):.12g}" for value in values)


def main():
    generator = random.Random("binary loss")
    logits = [[generator.randint(-256, 256) / 64 for _ in range(LABELS)] for _ in range(ROWS)]
    targets = [[0, 3], [], [1], [0, 1, 2, 3, 4]]
    weights = [0.5, 2, 1, 0, 3]
    with open(pathlib.Path(__file__).parent / "binary-loss.txt", "w", encoding="ascii", newline="\n") as file:
        print(f"# PyTorch {torch.__version__}, double precision; written by make_binary_loss.py", file=file)
        print("size", ROWS, LABELS, file=file)
        for row in logits:
            print("logits", numbers(row), file=file)
        for row in targets:
            print("target", len(row), *row, file=file)
        print("weights", numbers(weights), file=file)
        for smoothing in [0, 0.2]:
            for weighted in [0, 1]:
                x = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
                y = torch.zeros(ROWS, LABELS, dtype=torch.float64)
                for i, row in enumerate(targets):
                    y[i, row] = 1
                pos_weight = torch.tensor(weights, dtype=torch.float64) if weighted else None
                loss = torch.nn.BCEWithLogitsLoss(pos_weight=pos_weight)(x, y * (1 - smoothing) + smoothing / 2)
                loss.backward()
                print("case", smoothing, weighted, f"{loss.item():.12g}", file=file)
                for row in x.grad:
                    print("gradient", numbers(row), file=file)


if __name__ == "__main__":
    main()
