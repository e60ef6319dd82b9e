#!/usr/bin/python3
"""usage: export_onnx.py FILE.onnx: a network with random weights and two labels: embedding of 16,000 words and 100
numbers, bidirectional LSTM of 128 units, max pooling, linear."""
import sys

import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(16000, 100)
        self.rnn = nn.LSTM(100, 128, batch_first=True, bidirectional=True)
        self.head = nn.Linear(256, 2)

    def forward(self, ids):
        return self.head(self.rnn(self.embedding(ids))[0].max(1)[0])


torch.onnx.export(
    Network().eval(),
    torch.randint(0, 16000, (1, 22)),
    sys.argv[1],
    input_names=["ids"],
    output_names=["logits"],
    dynamic_axes={"ids": {0: "sentences", 1: "tokens"}},
    opset_version=14,
)
