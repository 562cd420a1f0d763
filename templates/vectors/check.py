"""Judges a loss in Python: here torch.nn.CrossEntropyLoss. Put yours in its place, then: python check.py torch.jsonl"""

import json
import sys
from pathlib import Path

import numpy as np, torch

NAMES = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

class Skip(Exception):
    """Raise it for what your loss does not have."""

def loss_and_gradient(options, inputs):
    criterion = torch.nn.CrossEntropyLoss(inputs.get("weight"), **{NAMES[name]: value for name, value in options.items()})
    logits = inputs["logits"].requires_grad_(inputs["logits"].is_floating_point())
    loss = criterion(logits, inputs["target"])
    (gradient,) = torch.autograd.grad(loss, logits, inputs.get("upstream", torch.ones_like(loss)))
    return loss.detach().double().numpy(), gradient.double().numpy()

def number(value):
    return float(value) if value in ("NaN", "Infinity", "-Infinity", "-0") else value

def tensor(given):
    path = Path(sys.argv[1]).parent / given.get("file", "")
    data = np.load(path) * given.get("unit", 1) if "file" in given else [number(value) for value in given["data"]]
    return torch.tensor(data, dtype=getattr(torch, given["dtype"])).reshape(given["shape"])

def wrong(name, expected, got):
    value = np.array([number(value) for value in expected["value"]], float)
    if list(got.shape) != expected["shape"]:
        return f"{name}: expected shape {expected['shape']}, got {list(got.shape)}"
    got = got.reshape(-1)[expected.get("at", slice(None))]
    with np.errstate(invalid="ignore"):
        right = (got == value) | (np.isnan(got) & np.isnan(value)) | (abs(got - value) <= expected["allowed"])
    if expected.get("signedZeros"):
        right &= (got != 0) | (value != 0) | (np.signbit(got) == np.signbit(value))
    if "overflows" in expected:
        other = np.array([number(value) for value in expected["overflows"]], float)
        right |= (got == other) | (np.isnan(got) & np.isnan(other))
    return None if right.all() else f"{name}: expected {value[~right][0]}, got {got[~right][0]}"

counts = {"passed": 0, "failed": 0, "skipped": 0}
for vector in map(json.loads, open(sys.argv[1], encoding="utf-8")):
    expect = vector["expect"]
    try:
        inputs = {name: tensor(given) for name, given in vector["inputs"].items()}
        loss, gradient = loss_and_gradient({name: number(value) for name, value in vector["options"].items()}, inputs)
        reason = "expected a refusal"
        if expect["kind"] == "value":
            reason = wrong("loss", expect["loss"], loss) or wrong("gradient", expect["gradient"], gradient)
    except Skip:
        counts["skipped"] += 1
        continue
    except Exception as error:
        reason = str(error) if expect["kind"] == "value" else None
    counts["failed" if reason else "passed"] += 1
    if reason:
        print(vector["id"], reason, sep=": ")
print(", ".join(f"{count} {word}" for word, count in counts.items()))
sys.exit(1 if counts["failed"] or not counts["passed"] else 0)
