"""The network of docs/network.md in plain double precision, one sequence and one step at a time.

It follows the equations as they are written and knows nothing of batches. Gradients come from the complex step
(Squire and Trapp 1998): the imaginary part of f(x + ih) is h f'(x) without any cancellation, so that they are exact
to rounding. The functions below are analytic but for max and relu, which choose by the real part.
"""

import numpy

STEP = 1e-30


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def relu(x):
    return numpy.where(x.real > 0, x, 0)


def rnn(p, x, h, c):
    return numpy.tanh(p["weight_ih"] @ x + p["bias_ih"] + p["weight_hh"] @ h + p["bias_hh"]), c


def fastrnn(p, x, h, c):
    n = numpy.tanh(p["weight_ih"] @ x + p["weight_hh"] @ h + p["bias_ih"])
    return sigmoid(p["alpha"]) * n + sigmoid(p["beta"]) * h, c


def fastgrnn(p, x, h, c):
    a = p["weight_ih"] @ x + p["weight_hh"] @ h
    z = sigmoid(a + p["bias_z"])
    n = numpy.tanh(a + p["bias_h"])
    return (sigmoid(p["zeta"]) * (1 - z) + sigmoid(p["nu"])) * n + z * h, c


def sru(p, x, h, c):
    x, f, r, k = numpy.split(p["weight_ih"] @ x, 4)
    v_f, v_r = numpy.split(p["weight_c"], 2)
    b_f, b_r = numpy.split(p["bias"], 2)
    f = sigmoid(f + v_f * c + b_f)
    r = sigmoid(r + v_r * c + b_r)
    c = f * c + (1 - f) * x
    return r * c + (1 - r) * k, c


CELLS = {"rnn": rnn, "fastrnn": fastrnn, "fastgrnn": fastgrnn, "sru": sru}


def tensor_shapes(case):
    """Names and shapes of all tensors, in the order of the model file."""
    h, features = case["hidden"], case["directions"] * case["hidden"]
    shapes = [("embedding.weight", (case["words"], case["dim"]))]
    for layer in range(case["layers"]):
        for suffix in ["", "_reverse"][: case["directions"]]:
            width = case["dim"] if layer == 0 else features
            own = {
                "rnn": [("weight_ih", (h, width)), ("weight_hh", (h, h)), ("bias_ih", (h,)), ("bias_hh", (h,))],
                "fastrnn": [("weight_ih", (h, width)), ("weight_hh", (h, h)), ("bias_ih", (h,)), ("alpha", (1,)),
                            ("beta", (1,))],
                "fastgrnn": [("weight_ih", (h, width)), ("weight_hh", (h, h)), ("bias_z", (h,)), ("bias_h", (h,)),
                             ("zeta", (1,)), ("nu", (1,))],
                "sru": [("weight_ih", (4 * h, width)), ("weight_c", (2 * h,)), ("bias", (2 * h,))],
            }[case["cell"]]
            shapes += [(f"rnn.{name}_l{layer}{suffix}", shape) for name, shape in own]
    if "attention" in case["pooling"]:
        narrow = (h + 3) // 4
        shapes += [("attention.weight", (narrow, features)), ("attention.bias", (narrow,)),
                   ("attention.context", (narrow,))]
    width = len(case["pooling"]) * features
    for i, out in enumerate(case["dense"]):
        shapes += [(f"dense.{i}.weight", (out, width)), (f"dense.{i}.bias", (out,))]
        width = out
    return shapes + [("head.weight", (case["labels"], width)), ("head.bias", (case["labels"],))]


def run_layer(case, tensors, layer, xs):
    directions = []
    for reverse, suffix in enumerate(["", "_reverse"][: case["directions"]]):
        end = f"_l{layer}{suffix}"
        p = {name[len("rnn."):-len(end)]: value for name, value in tensors.items()
             if name.startswith("rnn.") and name.endswith(end)}
        h = c = numpy.zeros(case["hidden"], complex)
        outputs = []
        for x in (xs[::-1] if reverse else xs):
            h, c = CELLS[case["cell"]](p, x, h, c)
            outputs.append(h)
        directions.append(outputs[::-1] if reverse else outputs)
    return [numpy.concatenate(outputs) for outputs in zip(*directions)]


def pool(case, tensors, kind, outputs):
    h = case["hidden"]
    matrix = numpy.array(outputs)
    if kind == "max":
        return matrix[matrix.real.argmax(axis=0), numpy.arange(matrix.shape[1])]
    if kind == "mean":
        return matrix.mean(axis=0)
    if kind == "last":
        return numpy.concatenate([matrix[-1, :h], matrix[0, h:]])
    u = numpy.tanh(matrix @ tensors["attention.weight"].T + tensors["attention.bias"])
    scores = numpy.exp(u @ tensors["attention.context"])
    return (scores / scores.sum()) @ matrix


def forward(case, tensors, ids):
    """The last layer's outputs and the logits of one sequence."""
    outputs = [tensors["embedding.weight"][i] for i in ids]
    for layer in range(case["layers"]):
        outputs = run_layer(case, tensors, layer, outputs)
    x = numpy.concatenate([pool(case, tensors, kind, outputs) for kind in case["pooling"]])
    for i in range(len(case["dense"])):
        x = relu(tensors[f"dense.{i}.weight"] @ x + tensors[f"dense.{i}.bias"])
    return outputs, tensors["head.weight"] @ x + tensors["head.bias"]


def loss(case, tensors):
    """Cross-entropy, weighted example by example."""
    total = 0
    for ids, target, weight in zip(case["sequences"], case["targets"], case["weights"]):
        logits = forward(case, tensors, ids)[1]
        total += weight * (numpy.log(numpy.exp(logits).sum()) - logits[target])
    return total


def run(case, values):
    """Outputs, logits, gradients of the logits and of every tensor."""
    tensors = {name: numpy.array(value, complex) for name, value in values.items()}
    outputs, logits, logits_gradient = [], [], []
    for ids, target, weight in zip(case["sequences"], case["targets"], case["weights"]):
        steps, row = forward(case, tensors, ids)
        outputs += [step.real for step in steps]
        logits.append(row.real)
        p = numpy.exp(row.real)
        logits_gradient.append(weight * (p / p.sum() - numpy.eye(case["labels"])[target]))
    gradients = {}
    for name, tensor in tensors.items():
        gradient = numpy.zeros(tensor.shape)
        for at in numpy.ndindex(tensor.shape):
            tensor[at] += STEP * 1j
            gradient[at] = loss(case, tensors).imag / STEP
            tensor[at] = tensor[at].real
        gradients[name] = gradient
    return numpy.array(outputs), numpy.array(logits), numpy.array(logits_gradient), gradients
