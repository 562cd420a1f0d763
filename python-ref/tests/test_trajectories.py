"""The golden training runs on disk are whole, are this code's, and are what the definition gives."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from safetensors.numpy import load

from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.sidecar import pack
from smoothproof_ref.trajectories import EXPERIMENTS, FOLDER, FRAMEWORKS, SMOOTHINGS, generator_sha256
from smoothproof_ref.trajectories.check import SPREAD, compare
from smoothproof_ref.trajectories.experiment import Experiment
from smoothproof_ref.write import text_of

NAMES = tuple(EXPERIMENTS)
STEPS_BY_HAND = 3


def kept(name: str) -> dict:
    return json.loads((FIXTURES / FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def tensors_of(name: str) -> dict[str, np.ndarray]:
    return load((FIXTURES / FOLDER / f"{name}.safetensors").read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_files_are_whole_and_of_this_code(name):
    document = kept(name)
    content = (FIXTURES / FOLDER / f"{name}.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == document["sidecar"]["sha256"]
    assert text_of(document).encode() == (FIXTURES / FOLDER / f"{name}.json").read_bytes()
    assert document["provenance"]["generatorSha256"] == generator_sha256()
    runs = [(run["framework"], run["dtype"], run["labelSmoothing"]) for run in document["runs"]]
    assert sorted(runs) == sorted((*framework, smoothing) for framework in FRAMEWORKS for smoothing in SMOOTHINGS)


def by_hand(experiment: Experiment, smoothing: float) -> tuple[list[float], list[float]]:
    """Loss and gradient norm of the first steps: equation (1) and the chain rule, in float64."""
    w = {name: array.astype(np.float64) for name, array in experiment.initial.items()}
    shape = experiment.network
    losses, norms = [], []
    for batch in experiment.batches()[:STEPS_BY_HAND]:
        symbols, target = experiment.x[batch], experiment.target[batch].reshape(-1)
        z = w["embedding"][symbols].reshape(-1, shape.inputs) if shape.embedding else symbols.astype(np.float64)
        pre = z @ w["hidden.kernel"] + w["hidden.bias"]
        a = np.tanh(pre) if shape.activation == "tanh" else np.maximum(pre, 0)
        slope = 1 - a * a if shape.activation == "tanh" else (pre > 0).astype(np.float64)
        x = a @ w["output.kernel"] + w["output.bias"]
        log_p = x - x.max(1, keepdims=True)
        log_p -= np.log(np.exp(log_p).sum(1, keepdims=True))
        q = np.eye(shape.classes)[target] * (1 - smoothing) + smoothing / shape.classes
        rows = (target != experiment.ignore_index).astype(np.float64)[:, None] / np.sum(
            target != experiment.ignore_index
        )
        losses.append(float(-(rows * q * log_p).sum()))
        dx = rows * (np.exp(log_p) - q)
        dpre = dx @ w["output.kernel"].T * slope
        gradient = {
            "hidden.kernel": z.T @ dpre,
            "hidden.bias": dpre.sum(0),
            "output.kernel": a.T @ dx,
            "output.bias": dx.sum(0),
        }
        if shape.embedding:
            table = np.zeros_like(w["embedding"])
            np.add.at(table, symbols.reshape(-1), (dpre @ w["hidden.kernel"].T).reshape(-1, shape.embedding.width))
            gradient["embedding"] = table
        norms.append(float(np.sqrt(sum((g**2).sum() for g in gradient.values()))))
        for name, g in gradient.items():
            w[name] -= experiment.training.learning_rate * g
    return losses, norms


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_the_first_steps_are_what_the_definition_gives(name, smoothing):
    losses, norms = by_hand(EXPERIMENTS[name](), smoothing)
    for run in kept(name)["runs"]:
        if run["labelSmoothing"] != smoothing:
            continue
        tolerance = 1e-12 if run["dtype"] == "float64" else 2e-6
        np.testing.assert_allclose(run["loss"][:STEPS_BY_HAND], losses, rtol=tolerance)
        np.testing.assert_allclose(run["gradientNorm"][:STEPS_BY_HAND], norms, rtol=tolerance)


def test_kept_weights_start_as_drawn():
    for name, make in EXPERIMENTS.items():
        tensors = tensors_of(name)
        for parameter, array in make().initial.items():
            assert tensors[f"initial/{parameter}"].tobytes() == array.tobytes()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["runs"][0]["loss"].__setitem__(7, d["runs"][0]["loss"][7] * (1 + 3 * SPREAD)), "loss, step 7"),
        (lambda d: d["runs"][0]["loss"].pop(), "loss"),
        (lambda d: d["training"].__setitem__("learningRate", 0.5), "iris.training.learningRate: kept 0.25, now 0.5"),
        (lambda d: d["data"]["samples"][3]["x"].__setitem__(0, 99), "samples"),
        (lambda d: d.pop("title"), "iris.title is only in the kept file"),
    ],
)
def test_a_difference_is_named(change, said):
    document = kept("iris")
    change(document)
    problem = compare(FIXTURES / FOLDER / "iris.json", text_of(document).encode())
    assert problem is not None
    assert said in problem


def test_last_bits_may_move():
    document = kept("iris")
    document["runs"][0]["loss"][7] *= 1 + SPREAD / 2
    assert compare(FIXTURES / FOLDER / "iris.json", text_of(document).encode()) is None
    tensors = tensors_of("iris")
    tensors["torch.float32.0/hidden.kernel"] *= np.float32(1 + SPREAD / 2)
    assert compare(FIXTURES / FOLDER / "iris.safetensors", pack(tensors, {})) is None


@pytest.mark.parametrize("name", ["torch.float32.0/hidden.kernel", "initial/hidden.kernel"])
def test_a_moved_weight_is_named(name):
    tensors = tensors_of("iris")
    tensors[name] = tensors[name] * np.float32(1 + 3 * SPREAD)
    problem = compare(FIXTURES / FOLDER / "iris.safetensors", pack(tensors, {}))
    assert problem is not None
    assert name in problem
