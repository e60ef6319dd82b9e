"""Loads models' tensors into PyTorch by the safetensors format's own rules, and compares the probabilities that it
computes with those that `tenor classify --json --all` printed to MODEL/answers for the texts whose tokens are in
MODEL/tokens. Of a model with an n-gram layer the network alone is loaded; no probabilities are compared."""

import json
import struct
import sys

import numpy
import torch

CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}


class Classifier(torch.nn.Module):
    def __init__(self, network, labels, temperature):
        super().__init__()
        self.temperature = temperature
        both = network["direction"] == "both"
        self.embedding = torch.nn.Embedding(network["words"], network["dim"], padding_idx=0)
        self.rnn = CELLS[network["cell"]](
            network["dim"], network["hidden"], network["layers"], batch_first=True, bidirectional=both
        )
        self.head = torch.nn.Linear(network["hidden"] * (2 if both else 1), labels)

    def forward(self, text):
        outputs, _ = self.rnn(self.embedding(text))
        return torch.softmax(self.head(outputs.max(dim=1).values) / self.temperature, dim=1)


def read_tensors(path):
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if name.startswith("ngrams."):  # of the layer beside the network, which PyTorch does not have
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
