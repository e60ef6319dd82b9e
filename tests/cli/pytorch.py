"""Loads models' tensors into PyTorch by the safetensors format's own rules, and compares the probabilities that it
computes with those that `tenor classify --json --all` printed to MODEL/answers for the texts whose tokens are in
MODEL/tokens. Of a model with an n-gram model the network alone is loaded; no probabilities are compared."""

import json
import struct
import sys

import numpy
import torch

CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}


class Attention(torch.nn.Module):
    """Yang et al. 2016, over the steps of one text."""

    def __init__(self, features, hidden):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.empty(hidden, features))
        self.bias = torch.nn.Parameter(torch.empty(hidden))
        self.context = torch.nn.Parameter(torch.empty(hidden))

    def forward(self, outputs):
        scores = torch.tanh(outputs @ self.weight.T + self.bias) @ self.context
        return (torch.softmax(scores, dim=1).unsqueeze(2) * outputs).sum(dim=1)


class Classifier(torch.nn.Module):
    def __init__(self, network, labels, temperature):
        super().__init__()
        self.temperature = temperature
        both = network["direction"] == "both"
        self.embedding = torch.nn.Embedding(network["words"], network["dim"], padding_idx=0)
        self.rnn = CELLS[network["cell"]](
            network["dim"], network["hidden"], network["layers"], batch_first=True, bidirectional=both
        )
        features = network["hidden"] * (2 if both else 1)
        self.poolings = network["pooling"].split("+")
        if "attention" in self.poolings:
            self.attention = Attention(features, (network["hidden"] + 3) // 4)
        self.head = torch.nn.Linear(features * len(self.poolings), labels)

    def pool(self, pooling, outputs):
        return outputs.max(dim=1).values if pooling == "max" else self.attention(outputs)

    def forward(self, text):
        outputs, _ = self.rnn(self.embedding(text))
        pooled = torch.cat([self.pool(pooling, outputs) for pooling in self.poolings], dim=1)
        return torch.softmax(self.head(pooled) / self.temperature, dim=1)


def read_tensors(path):
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if name.startswith(("vocab.", "ngrams.")):  # not of the network
            continue
        assert entry["dtype"] == "F32", name
        begin, end = entry["data_offsets"]
        array = numpy.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
    return tensors


def largest_difference(folder):
    model = json.load(open(folder + "/model.json"))
    ids = {word: i for i, word in enumerate(json.load(open(folder + "/vocab.json"))["words"])}
    classifier = Classifier(model["network"], len(model["labels"]), model["temperature"])
    classifier.load_state_dict(read_tensors(folder + "/weights.safetensors"))  # strict: these names and shapes
    if model["network"]["ngrams"]:
        return None
    classifier.eval()
    worst = 0.0
    with torch.no_grad(), open(folder + "/answers") as answers, open(folder + "/tokens") as tokens:
        for answer, split in zip(answers, tokens, strict=True):
            text = [ids.get(token["text"], 1) for token in json.loads(split)["tokens"]]
            mine = classifier(torch.tensor([text]))[0]
            theirs = json.loads(answer)["probabilities"]
            for i, label in enumerate(model["labels"]):
                worst = max(worst, abs(float(mine[i]) - theirs[label]))
    return worst


for folder in sys.argv[1:]:
    difference = largest_difference(folder)
    if difference is None:
        print(f"{folder}: the network loads")
    else:
        print(f"{folder}: " + ("equal" if difference < 1e-5 else f"differs by {difference}"))
