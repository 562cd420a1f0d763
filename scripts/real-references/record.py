"""What a real package answers to every line of an export, for checkers in languages that it cannot be called from.

    python record.py variant folder/variant.jsonl > answers.jsonl

With --wrong behind it, of half of the smoothing.

An answer has the loss and the gradient (of a long one the elements that are judged), or the error, and a sum of each input,
by which a checker shows that it read what the package was given.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from references import loss_and_gradient


def number(value: Any) -> Any:
    return float(value) if value in ("NaN", "Infinity", "-Infinity", "-0") else value


def name(value: float) -> Any:
    if math.isfinite(value):
        return "-0" if value == 0 and math.copysign(1, value) < 0 else value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def tensor(given: dict[str, Any], folder: Path) -> torch.Tensor:
    if "file" in given:
        data = np.load(folder / given["file"]) * given.get("unit", 1)
    else:
        data = np.array([number(value) for value in given["data"]], float)
    return torch.tensor(data, dtype=getattr(torch, given["dtype"])).reshape(given["shape"])


def position_sum(data: torch.Tensor) -> float:
    """Bounded whatever the numbers, and another one where two of them change places."""
    x = np.clip(np.nan_to_num(data.double().numpy().reshape(-1), nan=3, posinf=1e6, neginf=-1e6), -1e6, 1e6)
    return float(np.sum((np.arange(x.size) % 7 + 1) * x / (1 + abs(x))))


def output(values: Any, expected: dict[str, Any]) -> dict[str, Any]:
    values = np.asarray(values, float)
    at = expected.get("at", list(range(values.size)))
    return {"shape": list(values.shape), "at": at, "data": [name(value) for value in values.reshape(-1)[at].tolist()]}


variant, path = sys.argv[1], Path(sys.argv[2])
for line in path.read_text(encoding="utf-8").splitlines():
    vector = json.loads(line)
    inputs = {key: tensor(given, path.parent) for key, given in vector["inputs"].items()}
    answer: dict[str, Any] = {"sums": {key: position_sum(each) for key, each in inputs.items()}}
    try:
        options = {key: number(value) for key, value in vector["options"].items()}
        if "--wrong" in sys.argv:
            options["labelSmoothing"] = options.get("labelSmoothing", 0) / 2
        loss, gradient = loss_and_gradient(variant, options, inputs)
        expected = vector["expect"]
        answer |= {key: output(got, expected.get(key, {})) for key, got in (("loss", loss), ("gradient", gradient)) if got is not None}
    except Exception as error:
        answer["error"] = str(error)[:200] or type(error).__name__
    print(json.dumps(answer))
