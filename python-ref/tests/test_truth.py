"""The 50-digit definitions against short float64 formulas written for this test alone."""

import numpy as np
import pytest

from smoothproof_ref.registry import variant_of
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth.targets import one_hot, towards_uniform


def truth(name, options, inputs):
    return variant_of(name).outcome(options, inputs)


LOGITS = np.array([[1.5, -0.25, 3.0, 0.5], [0.0, 2.0, -1.0, 0.75], [-2.0, 1.0, 0.25, 4.0]])
TARGET = np.array([2, 0, 3])
ONE_HOT = np.eye(4)[TARGET]
A = 0.1
P = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)
E = ONE_HOT * (1 - A) + A / 4
SIMPLE = np.where(ONE_HOT == 1, 1 - A, A / 3)
PADDED = np.where(ONE_HOT == 1, 1 - A, A / 2) * (np.arange(4) != 1)
WEIGHT = np.array([0.5, 1.0, 2.0, 0.25])
B = ONE_HOT * (1 - A) + A / 2
S = 1 / (1 + np.exp(-LOGITS))


def tensor(array):
    array = np.asarray(array)
    dtype = "int64" if array.dtype.kind == "i" else "float64"
    return Tensor.of(dtype, array.shape, array.reshape(-1).tolist())


def cross_entropy(q, divisor):
    return -(q * np.log(P)).sum() / divisor, (q.sum(1, keepdims=True) * P - q) / divisor


def sigmoid_cross_entropy(divisor):
    return -(B * np.log(S) + (1 - B) * np.log(1 - S)).sum() / divisor, (S - B) / divisor


BY_INDEX = {"logits": LOGITS, "target": TARGET}
DENSE = {"logits": LOGITS, "target": ONE_HOT}
COUNTED = {"numClasses": 4}
CASES = {
    "equation1": ("equation1", {}, BY_INDEX, cross_entropy(E, 3)),
    "torch": ("torch", {}, BY_INDEX, cross_entropy(E, 3)),
    "torch dense": ("torch", {}, DENSE, cross_entropy(E, 3)),
    "torch weight": (
        "torch",
        {},
        {**BY_INDEX, "weight": WEIGHT},
        cross_entropy(E * WEIGHT, WEIGHT[TARGET].sum()),
    ),
    "torch ignored": (
        "torch",
        {"ignoreIndex": 0},
        BY_INDEX,
        cross_entropy(E * np.array([[1], [0], [1]]), 2),
    ),
    "simple": ("simple", COUNTED, BY_INDEX, cross_entropy(SIMPLE, 3)),
    "opennmt": (
        "opennmt",
        {**COUNTED, "ignoreIndex": 1},
        {"logProbs": np.log(P), "target": TARGET},
        ((PADDED * (np.log(np.where(PADDED > 0, PADDED, 1)) - np.log(P))).sum(), -PADDED),
    ),
    "keras-categorical": ("keras-categorical", {"fromLogits": True}, DENSE, cross_entropy(E, 3)),
    "keras-categorical probs": (
        "keras-categorical",
        {},
        {"probs": P, "target": ONE_HOT},
        (-(E * np.log(P)).sum() / 3, (E.sum(1, keepdims=True) - E / P) / 3),
    ),
    "keras-binary": ("keras-binary", {"fromLogits": True}, DENSE, sigmoid_cross_entropy(12)),
    "keras-binary probs": (
        "keras-binary",
        {},
        {"probs": S, "target": ONE_HOT},
        (sigmoid_cross_entropy(12)[0], (S - B) / (S * (1 - S)) / 12),
    ),
    "tfjs-softmax": ("tfjs-softmax", {}, DENSE, cross_entropy(E, 3)),
    "tfjs-sigmoid": ("tfjs-sigmoid", {}, DENSE, sigmoid_cross_entropy(12)),
}


@pytest.mark.parametrize("name", CASES)
def test_truth_against_a_short_formula(name):
    variant, options, inputs, (loss, gradient) = CASES[name]
    result = truth(variant, {"labelSmoothing": A, **options}, {key: tensor(value) for key, value in inputs.items()})
    assert float(result.loss.values[0]) == pytest.approx(loss, rel=1e-13)
    assert [float(g) for g in result.gradient.values] == pytest.approx(gradient.reshape(-1).tolist(), abs=1e-15)


@pytest.mark.parametrize("name", CASES)
def test_scale_bounds_the_value(name):
    variant, options, inputs, _ = CASES[name]
    result = truth(variant, {"labelSmoothing": A, **options}, {key: tensor(value) for key, value in inputs.items()})
    for field in (result.loss, result.gradient):
        assert all(abs(v) <= s * (1 + 1e-40) for v, s in zip(field.values, field.scale, strict=True))


def test_the_articles_numbers():
    smoothed = towards_uniform(one_hot(1, 4), A, 4)
    assert [float(q) for q in smoothed] == pytest.approx([0.025, 0.925, 0.025, 0.025], abs=1e-17)
    names = {case.id for case in variant_of("equation1").core.examples()}
    assert "equation1.example.article-onehot-far-apart.f64" in names
    for case in variant_of("equation1").core.examples():
        gradient = truth(case.variant, case.options, case.inputs).gradient.values
        p = [1.0, 0.0, 0.0, 0.0] if "far-apart" in case.id else [0.25] * 4
        q = [p_k - float(g) for p_k, g in zip(p, gradient, strict=True)]
        assert q == pytest.approx([0.025, 0.925, 0.025, 0.025], abs=1e-16)


def test_a_confident_row_keeps_its_digits():
    logits = tensor(np.array([[100.0, 0.0]]))
    result = truth("torch", {}, {"logits": logits, "target": tensor(np.array([0]))})
    assert float(result.loss.values[0]) == pytest.approx(np.exp(-100.0), rel=1e-15)
    assert float(result.gradient.values[0]) == pytest.approx(-np.exp(-100.0), rel=1e-15)


def test_an_exact_zero_is_zero():
    logits = tensor(np.zeros((1, 3)))
    result = truth("torch", {"labelSmoothing": 1.0}, {"logits": logits, "target": tensor(np.array([0]))})
    assert [float(g) for g in result.gradient.values] == [0.0, 0.0, 0.0]
