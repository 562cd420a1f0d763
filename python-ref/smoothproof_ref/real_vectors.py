"""Real logits through every core variant: inputs and gradients in a side-car, losses inline.

The recorded logits are frozen: a model runs through kernels that differ between processors, so a fresh run is compared
with the recording, within a stated spread, and never replaces it unless that is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.log_probs import rounded_log_softmax
from smoothproof_ref.documents import Answers, checked
from smoothproof_ref.draws import Draws
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.kills import Memory, Variants, kills
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.real import DATASETS, compare
from smoothproof_ref.rounding import round_bits
from smoothproof_ref.sidecar import metadata_of, pack, unpack
from smoothproof_ref.tensors import Tensor, float_of
from smoothproof_ref.truth import Field
from smoothproof_ref.truth.grid import softmax_of
from smoothproof_ref.vectors import output_json, results_of, sums_json, vector_json

ALPHA = 0.1
# One row of 8210 classes takes about a megabyte in side-car and result; the size limit has room for four.
ROWS = {"ddddocr": 4}
MANY = 1000
# Of a gradient over many classes these are told of every row: its target and ends, its likeliest classes, the ends of
# blocks, and some others. One gradient is told in full.
LIKELIEST = 64
BLOCK = 512
OTHERS = 96
IN_FULL = "torch.real.ddddocr.f32"


@dataclass
class Dataset:
    """A recording: logits and targets, and where they come from."""

    name: str
    logits: np.ndarray
    target: np.ndarray
    about: dict[str, Any]

    @property
    def path(self) -> Path:
        """Where the side-car is kept."""
        return FIXTURES / "real" / f"{self.name}.safetensors"


def fresh(name: str) -> Dataset:
    """Runs the model."""
    try:
        record = DATASETS[name].record()
    except Exception as error:  # whatever a model's package raises, the user needs the name and one line
        raise GenerationError(f"real/{name}: the model could not be run: {error}") from error
    rows = slice(0, ROWS.get(name))
    return Dataset(name, record["logits"][rows], record["target"][rows], record["about"])


def recorded(name: str, anew: bool) -> Dataset:
    """The frozen recording; a new one where there is none yet or one is asked for."""
    path = FIXTURES / "real" / f"{name}.safetensors"
    if anew or not path.exists():
        return fresh(name)
    tensors = unpack(path)
    return Dataset(name, tensors["logits"], tensors["target"], json.loads(metadata_of(path)["about"]))


def movement(dataset: Dataset) -> tuple[float, float]:
    """How far a fresh run is from the recording, and how far it may be."""
    now = fresh(dataset.name)
    moved = compare(
        {"logits": dataset.logits, "target": dataset.target, "about": {}},
        {"logits": now.logits, "target": now.target, "about": {}},
    )
    return moved, DATASETS[dataset.name].ALLOWED_SPREAD


def _tensor(array: np.ndarray) -> Tensor:
    return Tensor.rounded("float32", array.shape, [float(v) for v in array.reshape(-1)])


class Inputs:
    """The inputs that a data set's vectors share, each stored once."""

    def __init__(self, dataset: Dataset) -> None:
        rows, self.classes = dataset.logits.shape
        self.dataset = dataset
        self.logits = _tensor(dataset.logits)
        self.target = Tensor.of("int64", (rows,), [int(t) for t in dataset.target])
        table = [[float(v) for v in row] for row in dataset.logits]
        flat = [v for row in table for v in rounded_log_softmax(row, "float32")]
        self.log_probs = Tensor.of("float32", dataset.logits.shape, flat)
        p = [float_of("float32", round_bits(k, "float32")) for row in table for k in softmax_of(row).p]
        self.probs = Tensor.of("float32", dataset.logits.shape, p)
        one_hot = np.zeros(dataset.logits.shape, dtype=np.float32)
        one_hot[np.arange(rows), dataset.target] = 1
        self.one_hot = _tensor(one_hot)
        draws = Draws(f"real/{dataset.name}", "weight")
        self.weight = Tensor.of("float32", (self.classes,), [draws.dyadic(1, 16, -3) for _ in range(self.classes)])

    def stored(self) -> dict[str, Tensor]:
        """Names in the side-car."""
        return {
            "logits": self.logits,
            "logProbs": self.log_probs,
            "probs": self.probs,
            "target.onehot": self.one_hot,
            "weight": self.weight,
        }

    def cases(self) -> Iterator[Case]:
        """Every core variant; torch also with class weights and an ignored class, Keras also from probabilities."""
        first, last = self.target.values[0], self.target.values[-1]
        smooth = {"labelSmoothing": ALPHA}
        logits = {"logits": self.logits}
        indices, one_hot = {"target": self.target}, {"target": self.one_hot}
        counted = {**smooth, "numClasses": self.classes}
        yield self._case("torch", "", smooth, {**logits, **indices})
        weighted = {**logits, **indices, "weight": self.weight}
        yield self._case("torch", "weighted", {**smooth, "ignoreIndex": last}, weighted)
        yield self._case("equation1", "", smooth, {**logits, **indices})
        yield self._case("simple", "", counted, {**logits, **indices})
        padding = 0 if first != 0 else 1
        yield self._case("opennmt", "", {**counted, "ignoreIndex": padding}, {"logProbs": self.log_probs, **indices})
        yield self._case("keras-categorical", "logits", {"fromLogits": True, **smooth}, {**logits, **one_hot})
        yield self._case("keras-categorical", "probs", smooth, {"probs": self.probs, **one_hot})
        yield self._case("keras-binary", "", {"fromLogits": True, **smooth}, {**logits, **one_hot})
        yield self._case("tfjs-softmax", "", smooth, {**logits, **one_hot})
        yield self._case("tfjs-sigmoid", "", smooth, {**logits, **one_hot})

    def _case(self, variant: str, kind: str, options: dict[str, Any], inputs: dict[str, Tensor]) -> Case:
        parts = [variant, "real", self.dataset.name, *([kind] if kind else []), "f32"]
        flags = ["RealLogits", *(["ManyClasses"] if self.classes > MANY else [])]
        flags += [flag for name, flag in (("weight", "ClassWeight"),) if name in inputs]
        flags += ["IgnoreIndex"] if "ignoreIndex" in options else []
        return Case(".".join(parts), variant, "float32", flags, options, inputs)


def _short_name(case: Case) -> str:
    """The vector's part of a tensor's name: variant and kind, without the data set."""
    parts = case.id.split(".")
    return ".".join((parts[0], *parts[3:-1]))


def _array(tensor: Tensor) -> np.ndarray:
    return np.array(tensor.values, dtype=tensor.dtype).reshape(tensor.shape)


def _scale_up(field: Field) -> np.ndarray:
    """Scales in float32, rounded up: a scale that is rounded down would tighten a tolerance."""
    sizes = [max(s, abs(v)) for s, v in zip(field.scale, field.values, strict=True)]
    nearest = np.array([float(s) for s in sizes], dtype=np.float32)
    below = np.array([mpf(float(n)) < s for n, s in zip(nearest, sizes, strict=True)])
    return np.where(below, np.nextafter(nearest, np.float32(np.inf)), nearest).reshape(field.shape)


def told(case: Case, inputs: Inputs) -> list[int] | None:
    """Elements of the gradient that are told; None for all of them."""
    if inputs.classes <= MANY or case.id == IN_FULL:
        return None
    draws, picked = Draws(case.id, "told"), set()
    for number, (row, target) in enumerate(zip(inputs.dataset.logits, inputs.dataset.target, strict=True)):
        likeliest = np.argsort(-row, kind="stable")[:LIKELIEST]
        edges = [end for start in range(BLOCK, inputs.classes, BLOCK) for end in (start - 1, start)]
        others = [draws.integer(0, inputs.classes - 1) for _ in range(OTHERS)]
        wanted = {int(target), 0, inputs.classes - 1, *map(int, likeliest), *edges, *others}
        picked |= {number * inputs.classes + k for k in wanted}
    return sorted(picked)


def real_vectors(
    core: Variants, inputs: Inputs, answers: Answers
) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
    """The vectors of one data set, and what goes into its side-car."""
    stored = inputs.stored()
    tensors = {name: _array(tensor) for name, tensor in stored.items()}
    tensors["target"] = np.array(inputs.target.values, dtype=np.int64)
    names = {id(tensor): name for name, tensor in stored.items()}
    vectors = []
    cases = [(case, core[case.variant].outcome(case.options, case.inputs)) for case in inputs.cases()]
    memory = Memory(closed=inputs.classes > MANY)
    for case, outcome in cases:
        memory.put(core[case.variant], case, outcome)
    for case, outcome in cases:
        loss, gradient = checked(core[case.variant], case, answers, outcome)
        name = _short_name(case)
        exact = [float_of("float64", round_bits(v, "float64")) for v in outcome.gradient.values]
        at = told(case, inputs)
        parts = {
            "truth": np.array(exact).reshape(gradient.shape),
            "observed": _array(gradient),
            "scale": _scale_up(outcome.gradient),
        }
        for part, array in parts.items():
            tensors[f"{name}.gradient.{part}"] = array if at is None else array.reshape(-1)[at]
        places = {part: f"{name}.gradient.{part}" for part in ("truth", "observed", "scale")}
        expect = {
            "kind": "value",
            "loss": output_json("float32", loss, outcome.loss),
            "gradient": {
                "dtype": "float32",
                "shape": list(gradient.shape),
                **({} if at is None else {"at": at, **sums_json("float32", outcome.gradient)}),
                "sidecar": places,
            },
        }
        vector = vector_json(case, expect, kills(core, case, outcome, memory), results_of(loss, gradient, outcome))
        vector["inputs"] = {
            key: {"dtype": t.dtype, "shape": list(t.shape), "sidecar": names[id(t)]} if id(t) in names else t.json()
            for key, t in case.inputs.items()
        }
        vectors.append(vector)
    return vectors, tensors


def side_car(dataset: Dataset, tensors: dict[str, np.ndarray]) -> bytes:
    """The side-car of a data set; its metadata says where the logits come from."""
    about = json.dumps(dataset.about, ensure_ascii=False, sort_keys=True)
    return pack(tensors, {"about": about, "format": "smoothproof-sidecar/1"})
