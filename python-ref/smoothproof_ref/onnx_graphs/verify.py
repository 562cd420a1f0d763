"""Every graph against the golden vectors, in ONNX Runtime, before it is written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import onnxruntime as ort
from mpmath import mpf

from smoothproof_ref.failure import GenerationError
from smoothproof_ref.onnx_graphs.calls import Arrays, Call, feeds, gradient_of, matches
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.rounding import epsilon, ulp

_BITS = {"float32": (np.uint32, np.float32), "float64": (np.uint64, np.float64)}
_NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


@dataclass(frozen=True)
class Bound:
    """Largest error in units: a loss in ULP of its terms, a gradient in eps times theirs."""

    loss: float
    gradient: float
    reason: str


BOUNDS = {
    "float32": Bound(1, 1, "computed in float64 and rounded once: half a unit, and a margin for the double rounding"),
    "float64": Bound(
        4, 32, "a few roundings per term; a gradient takes p as exp(log p), and log p is off by up to half its own ULP"
    ),
}


def read_tensor(tensor: dict[str, Any]) -> np.ndarray:
    """A tensor of a fixture file, from its bits."""
    if tensor["dtype"] == "int64":
        return np.array(tensor["data"], dtype=np.int64).reshape(tensor["shape"])
    words = [int(word, 16) for row in tensor["rows"] for word in row["hex"].split()]
    unsigned, dtype = _BITS[tensor["dtype"]]
    return np.array(words, dtype=unsigned).view(dtype).reshape(tensor["shape"])


def vectors_of(variant: str) -> list[dict[str, Any]]:
    """The vectors of one variant that have a value to compare with, and list all their numbers."""
    path = FIXTURES / "vectors" / f"{variant}.json"
    found = json.loads(path.read_text(encoding="utf-8"))["vectors"]
    return [v for v in found if v["expect"]["kind"] != "throws" and v["variant"] == variant and _is_listed(v)]


def _is_listed(vector: dict[str, Any]) -> bool:
    """Whether a vector lists all its numbers, and was observed in a dtype that the graphs have."""
    gradient = vector["expect"]["gradient"]
    listed = "at" not in gradient and not any("recipe" in tensor for tensor in vector["inputs"].values())
    return listed and gradient.get("observedDtype", gradient["dtype"]) in _BITS


def call_of(vector: dict[str, Any]) -> Call:
    """A vector as a call."""
    options = {name: _NAMED.get(value, value) for name, value in vector["options"].items()}
    inputs: Arrays = {name: read_tensor(tensor) for name, tensor in vector["inputs"].items()}
    return Call(vector["variant"], options, inputs)


def _unit(output: str, dtype: str, truth: mpf, scale: mpf) -> mpf:
    size = max(scale, abs(truth))
    return ulp(size, dtype) if output == "loss" else max(epsilon(dtype) * size, ulp(mpf(0), dtype))


def _error(output: str, expected: dict[str, Any], got: np.ndarray, signed: bool) -> float:
    """The largest error in units; infinite where a value is of another class than the one observed.

    signed: whether the sign of a zero counts.
    """
    dtype = expected["dtype"]
    observed = read_tensor({**expected, "dtype": expected.get("observedDtype", dtype)}).reshape(-1)
    truth = [text for row in expected["rows"] for text in row["truth"]]
    scale = [text for row in expected["rows"] for text in row["scale"]]
    if got.size != observed.size:
        return math.inf
    worst = 0.0
    for value, seen, exact, size in zip(got.reshape(-1).tolist(), observed.tolist(), truth, scale, strict=True):
        if exact in _NAMED and exact != "-0" or not math.isfinite(seen):
            same = math.isnan(value) if math.isnan(seen) else value == seen
            worst = max(worst, 0.0 if same else math.inf)
        elif not math.isfinite(value) or (signed and seen == 0 and math.copysign(1, value) != math.copysign(1, seen)):
            worst = math.inf
        else:
            true = mpf(exact)
            worst = max(worst, float(abs(mpf(value) - true) / _unit(output, dtype, true, mpf(size))))
    return worst


@dataclass
class Measured:
    """What a graph was off at most, over the vectors it takes."""

    vectors: int = 0
    loss: float = 0.0
    gradient: float = 0.0


def session_of(content: bytes) -> ort.InferenceSession:
    """ONNX Runtime on a graph, on the CPU in one thread."""
    settings = ort.SessionOptions()
    settings.intra_op_num_threads = 1
    settings.log_severity_level = 3
    return ort.InferenceSession(content, settings, providers=["CPUExecutionProvider"])


def errors(entry: dict[str, Any], content: bytes, vectors: list[dict[str, Any]]) -> Iterator[tuple[str, float, float]]:
    """(vector, loss error, gradient error) for each vector the graph takes."""
    session = session_of(content)
    mpmath.mp.dps = 50
    for vector in vectors:
        call = call_of(vector)
        if not matches(entry, call):
            continue
        loss, gradient = session.run(["loss", "gradient"], feeds(entry, call))
        outputs = {"loss": loss, "gradient": gradient_of(entry, call, gradient)}
        signed = "SignedZero" in vector["flags"]
        off = [_error(name, vector["expect"][name], got, signed) for name, got in outputs.items()]
        yield vector["id"], *off


def verified(entry: dict[str, Any], content: bytes, vectors: list[dict[str, Any]]) -> Measured:
    """Raises where a graph is further off than its bound, or takes no vector at all."""
    bound, measured = BOUNDS[entry["dtype"]], Measured()
    for name, loss, gradient in errors(entry, content, vectors):
        measured.vectors += 1
        measured.loss, measured.gradient = max(measured.loss, loss), max(measured.gradient, gradient)
        if loss > bound.loss or gradient > bound.gradient:
            found = f"{name}: loss {loss:.3g} units off, gradient {gradient:.3g}"
            raise GenerationError(f"{entry['file']}: {found}; bounds {bound.loss:g} and {bound.gradient:g}")
    if measured.vectors == 0:
        raise GenerationError(f"{entry['file']}: no golden vector takes this graph; it would be unproved")
    return measured
