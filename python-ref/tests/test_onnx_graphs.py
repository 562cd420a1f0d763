"""The ONNX graphs on disk are those the code lists, and a graph that computes something else is refused."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from smoothproof_ref.failure import GenerationError
from smoothproof_ref.onnx_graphs import INDEX
from smoothproof_ref.onnx_graphs.builder import Builder
from smoothproof_ref.onnx_graphs.exported import exports
from smoothproof_ref.onnx_graphs.oracle import oracles
from smoothproof_ref.onnx_graphs.verify import session_of, vectors_of, verified
from smoothproof_ref.provenance import FIXTURES


@pytest.fixture(scope="module")
def index() -> dict:
    return json.loads((FIXTURES / INDEX).read_text(encoding="utf-8"))


def entry_of(index: dict, name: str) -> dict:
    return next(entry for entry in index["graphs"] if entry["file"] == f"onnx/{name}.onnx")


def test_every_listed_graph_is_there_with_its_hash(index):
    for entry in (*index["graphs"], *index["exported"]):
        assert hashlib.sha256((FIXTURES / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]


def test_the_index_lists_what_the_code_makes(index):
    made = {f"onnx/{oracle.name}.{dtype}.onnx" for oracle in oracles() for dtype in ("f32", "f64")}
    assert {entry["file"] for entry in index["graphs"]} == made
    assert {entry["file"] for entry in index["exported"]} == {f"onnx/exported/{e.name}.onnx" for e in exports()}


@pytest.mark.parametrize(
    ("claimed", "actual"),
    [
        ("torch.mean.indices.f64", "torch.sum.indices.f64"),
        ("equation1.mean.indices.f32", "simple.mean.indices.f32"),
        ("keras-categorical.sum.logits.f64", "keras-categorical.mean_with_sample_weight.logits.f64"),
        ("tfjs-softmax.mean.rank3.f32", "tfjs-softmax.mean.f32"),
    ],
)
def test_another_graph_is_refused(index, claimed, actual):
    entry = entry_of(index, claimed)
    content = (FIXTURES / entry_of(index, actual)["file"]).read_bytes()
    with pytest.raises((GenerationError, ValueError), match="units off|numClasses"):
        verified(entry, content, vectors_of(entry["variant"]))


def test_log1p_keeps_the_digits_of_small_numbers():
    b = Builder()
    b.name_output(b.log1p("y"), "z")
    model = b.model([("y", "float64", ("N",))], [("z", "float64", ("N",))], 20)
    y = np.array([0.0, 1e-300, 1e-17, 3e-9, 0.25, 1.0, 5.0])
    (z,) = session_of(model.SerializeToString()).run(None, {"y": y})
    np.testing.assert_allclose(z, np.log1p(y), rtol=4e-16, atol=0)


def test_log_softmax_keeps_the_digits_of_confident_rows():
    b = Builder()
    b.name_output(b.log_softmax("x", 1), "y")
    model = b.model([("x", "float64", ("N", "K"))], [("y", "float64", ("N", "K"))], 20)
    x = np.array([[40.0, 0.0], [0.0, 0.0], [-np.inf, 1.0], [np.inf, 1.0], [np.nan, 1.0], [-np.inf, -np.inf]])
    (y,) = session_of(model.SerializeToString()).run(None, {"x": x})
    assert y[0, 0] == pytest.approx(-np.log1p(np.exp(-40)), rel=1e-15)
    assert y[1].tolist() == [-np.log(2), -np.log(2)]
    assert y[2].tolist() == [-np.inf, 0]
    assert np.isnan(y[3:]).all()
