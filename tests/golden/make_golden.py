#!/usr/bin/env python3
"""Writes the golden values beside it: small networks, their outputs and all gradients of a cross-entropy.

    python3 tests/golden/make_golden.py

rnn, gru and lstm are PyTorch's (Debian: python3-torch) in double precision, on packed sequences; the cells that
PyTorch lacks are reference.py's, which is held to PyTorch's rnn first. Weights are multiples of 1/64, so that float and
double start from the very same numbers. tests/unit/nn/golden.h reads the files.
"""

import pathlib
import random

import numpy
import torch

import reference

FOLDER = pathlib.Path(__file__).parent
SEQUENCES = [[4, 2, 3, 4, 2], [5, 6], [7], [8, 2, 3, 5], [1]]
TARGETS = [0, 2, 1, 1, 0]
WEIGHTS = [1.0, 0.5, 2.0, 0.25, 1.5]
SHAPES = [  # layers, directions, pooling, dense
    (1, 1, ["last"], []),
    (1, 2, ["max", "mean"], []),
    (2, 1, ["attention"], [5]),
    (2, 2, ["attention", "last"], []),
]


class Classifier(torch.nn.Module):
    """Embedding, recurrent layers, pooling, dense layers, under the names that Tenor's model files use."""

    def __init__(self, case):
        super().__init__()
        self.case = case
        kind, options = {"rnn-relu": (torch.nn.RNN, {"nonlinearity": "relu"}), "rnn": (torch.nn.RNN, {}),
                         "gru": (torch.nn.GRU, {}), "lstm": (torch.nn.LSTM, {})}[case["cell"]]
        features = case["directions"] * case["hidden"]
        self.embedding = torch.nn.Embedding(case["words"], case["dim"])
        self.rnn = kind(case["dim"], case["hidden"], case["layers"], batch_first=True,
                        bidirectional=case["directions"] == 2, **options)
        if "attention" in case["pooling"]:
            narrow = (case["hidden"] + 3) // 4
            self.attention = torch.nn.Linear(features, narrow)
            self.attention.context = torch.nn.Parameter(torch.zeros(narrow))
        widths = [len(case["pooling"]) * features] + case["dense"]
        self.dense = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(widths, widths[1:]))
        self.head = torch.nn.Linear(widths[-1], case["labels"])

    def pool(self, kind, h):
        """h [T, features], of one sequence."""
        if kind == "max":
            return h.max(dim=0).values
        if kind == "mean":
            return h.mean(dim=0)
        if kind == "last":
            return torch.cat([h[-1, : self.case["hidden"]], h[0, self.case["hidden"]:]])
        return torch.softmax(torch.tanh(self.attention(h)) @ self.attention.context, dim=0) @ h

    def forward(self, sequences):
        lengths = [len(ids) for ids in sequences]
        padded = torch.nn.utils.rnn.pad_sequence([torch.tensor(ids) for ids in sequences], batch_first=True)
        packed = torch.nn.utils.rnn.pack_padded_sequence(self.embedding(padded), lengths, batch_first=True,
                                                         enforce_sorted=False)
        outputs, _ = torch.nn.utils.rnn.pad_packed_sequence(self.rnn(packed)[0], batch_first=True)
        outputs = [row[:length] for row, length in zip(outputs, lengths)]
        x = torch.stack([torch.cat([self.pool(kind, h) for kind in self.case["pooling"]]) for h in outputs])
        for layer in self.dense:
            x = torch.relu(layer(x))
        return torch.cat(outputs), self.head(x)


def run_torch(case, values):
    torch.set_default_dtype(torch.float64)
    model = Classifier(case)
    assert list(model.state_dict()) == list(values), (list(model.state_dict()), list(values))
    model.load_state_dict({name: torch.tensor(value) for name, value in values.items()})
    outputs, logits = model(case["sequences"])
    logits.retain_grad()
    losses = torch.nn.functional.cross_entropy(logits, torch.tensor(case["targets"]), reduction="none")
    (losses * torch.tensor(case["weights"])).sum().backward()
    gradients = {name: parameter.grad.numpy() for name, parameter in model.named_parameters()}
    return outputs.detach().numpy(), logits.detach().numpy(), logits.grad.numpy(), gradients


def torch_shapes(case):
    return [(name, tuple(value.shape)) for name, value in Classifier(case).state_dict().items()]


def draw(shapes, seed):
    generator = random.Random(seed)
    return {name: numpy.array([generator.randint(-48, 48) / 64 for _ in range(int(numpy.prod(shape)))]).reshape(shape)
            for name, shape in shapes}


def write_array(file, kind, array):
    """Twelve decimals: far below what the tests allow, and exact for the weights."""
    rows = array.reshape(array.shape[0], -1)
    print(kind, rows.shape[0], rows.shape[1], file=file)
    for row in rows if rows.shape[1] > 1 else [rows[:, 0]]:
        print(*(f"{value:.12f}".rstrip("0").rstrip(".") for value in row), file=file)


def write(case, source, values, results):
    outputs, logits, logits_gradient, gradients = results
    name = f"{case['cell']}-{case['layers']}-{['forward', 'both'][case['directions'] - 1]}.txt"
    with open(FOLDER / name, "w", encoding="ascii", newline="\n") as file:
        print(f"# {source}, double precision; written by make_golden.py", file=file)
        for key in ["cell", "words", "dim", "hidden", "layers", "directions", "labels"]:
            print(key, case[key], file=file)
        print("pooling", *case["pooling"], file=file)
        print("dense", *case["dense"], file=file)
        for ids in case["sequences"]:
            print("sequence", *ids, file=file)
        for key, value in values.items():
            write_array(file, f"tensor {key}", value)
        write_array(file, "outputs", outputs)
        write_array(file, "logits", logits)
        write_array(file, "logits_gradient", logits_gradient)
        for key in values:
            write_array(file, f"gradient {key}", gradients[key])


def main():
    for cell in ["rnn", "rnn-relu", "gru", "lstm", "fastrnn", "fastgrnn", "sru"]:
        for number, (layers, directions, pooling, dense) in enumerate(SHAPES):
            case = {"cell": cell, "words": 9, "dim": 4, "hidden": 5, "layers": layers, "directions": directions,
                    "pooling": pooling, "dense": dense, "labels": 3, "sequences": SEQUENCES, "targets": TARGETS,
                    "weights": WEIGHTS}
            by_torch = cell in ["rnn", "rnn-relu", "gru", "lstm"]
            values = draw(torch_shapes(case) if by_torch else reference.tensor_shapes(case), f"{cell} {number}")
            results = run_torch(case, values) if by_torch else reference.run(case, values)
            if cell == "rnn":
                assert reference.tensor_shapes(case) == torch_shapes(case)
                for ours, theirs in zip(reference.run(case, values)[:3], results[:3]):
                    assert numpy.allclose(ours, theirs, rtol=0, atol=1e-13)
                for name, gradient in reference.run(case, values)[3].items():
                    assert numpy.allclose(gradient, results[3][name], rtol=0, atol=1e-13), name
            write(case, f"PyTorch {torch.__version__}" if by_torch else "reference.py", values, results)


if __name__ == "__main__":
    main()
