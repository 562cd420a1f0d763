"""OpenNMT-py: onmt/utils/loss.py, class LabelSmoothingLoss, of 1.2.0 (lines 194-221).

The class wants log-probabilities and class indices.
"""

from __future__ import annotations

import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.errors import (
    IGNORE,
    INDEX,
    INPUT,
    NO_INDICES,
    SHAPE,
    SMALL,
    TARGET,
    empty,
    smoothing_calls,
)
from smoothproof_ref.cases.regimes import LOGIT_REGIMES, UPSTREAM_GIVEN
from smoothproof_ref.cases.space import IGNORED, Exclusion
from smoothproof_ref.nearest import Setup, View
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of, plain, smoothing_of
from smoothproof_ref.truth.row_terms import divergence_of_log_probs
from smoothproof_ref.truth.targets import off_target_and_padding
from smoothproof_ref.variant import Call, Core, Inputs, Options, Reference, Run, Variant

LOG_PROBS = [[-1.5, -1.25, -1.0, -2.0], [-0.5, -2.5, -3.0, -1.75]]
# Enough classes for -100 to be an index.
WIDE = [[(k % 8) / 4 - 6 for k in range(102)], [(k % 5) / 8 - 5 for k in range(102)]]
INF = float("inf")
INFINITE = ("posinf", "neginf", "neginf-target", "neginf-padding")


def truth(options: Options, inputs: Inputs) -> Outcome:
    """KL against given log-probabilities, summed.

    kl_div broadcasts: a single target stands for every row, a single class's mass for every class.
    """
    grid, a = grid_of(inputs, 1), mpf(smoothing_of(options))
    classes, padding = options["numClasses"], options.get("ignoreIndex", -100)
    indices = grid.indices * len(grid.where) if len(grid.indices) == 1 else grid.indices
    terms = []
    for index, row in zip(indices, grid.exact, strict=True):
        mass = off_target_and_padding(index, classes, a, padding)
        if index == padding:
            mass = [mpf(0)] * classes
        terms.append(divergence_of_log_probs(mass * len(row) if classes == 1 else mass, row))
    return plain(grid, terms, "sum")


def load_class():
    """The class of the published source: importing all of onmt needs packages that have nothing to do with a loss."""
    import torch
    from torch import nn

    return definitions(
        installed("OpenNMT-py", "onmt/utils/loss.py"),
        ("LabelSmoothingLoss",),
        # Equal to the class at OpenNMT-py commit e8622eb5c6117269bb3accd8eb6f66282b5e67d9.
        "b66ef0452bc98d625f041840b0cf205dfb869ef041b075be846b357ac4dde74d",
        # A graph that is exported from the class says which module it is of.
        {"torch": torch, "nn": nn, "F": nn.functional, "__name__": "onmt.utils.loss"},
    ).LabelSmoothingLoss


def reference() -> Run:
    """The class. It makes its target distribution in torch's default dtype, which is set for float64 cases."""
    import torch

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    loss = load_class()
    names = {"labelSmoothing": "label_smoothing", "numClasses": "tgt_vocab_size", "ignoreIndex": "ignore_index"}

    def run(case):
        options = take_options(case, names)
        double = decode(case["inputs"]["logProbs"]).dtype.name == "float64"
        torch.set_default_dtype(torch.float64 if double else torch.float32)
        try:
            with phase("construct"):
                criterion = loss(**options)
            return loss_and_gradient(case["inputs"], criterion)
        finally:
            torch.set_default_dtype(torch.float32)

    return run


def nearest(view: View) -> Setup | None:
    """The target by index, where there are rows of classes and a smoothing that is not refused."""
    target, classes = view.indices(), view.classes
    if len(view.shape) != 2 or view.axis != 1 or classes == 2 or not 0 < view.alpha <= 1 or target is None:
        return None
    ignore = view.options.get("ignoreIndex", -100)
    if not -classes <= ignore < classes or not set(target.values) <= set(range(classes)):
        return None
    return {"numClasses": classes, "ignoreIndex": ignore}, {"target": target}


def flags(case, row, found) -> list[str]:
    """The default ignoreIndex."""
    return ["DefaultIgnoreIndexWraps"] if row["ignore"] == "absent" else []


VARIANT = Variant(
    "opennmt",
    truth,
    {
        # V = 2 divides by zero: an error vector.
        "regime": (
            *(regime for regime in LOGIT_REGIMES if regime != "k2"),
            *("log-unnormalised", "neginf-padding", "ignored-row", "all-ignored"),
        ),
        "alpha": ("1e-6", "0.1", "0.5", "1", "5e-324"),
        "target": ("index",),
        "rank": ("2d",),
        "reduction": ("sum",),
        "ignore": ("class", "negative", "absent"),
        "upstream": UPSTREAM_GIVEN,
    },
    references=(Reference(("OpenNMT-py", "torch"), reference, name="opennmt"),),
    kind="logProbs",
    defaults={"reduction": "sum"},
    ignore_default=-100,
    options_for=lambda classes: {"numClasses": classes},
    core=Core(
        nearest,
        base=(
            {"labelSmoothing": 0.1, "numClasses": 4, "ignoreIndex": 0},
            {"logProbs": LOG_PROBS, "target": [1, 3]},
        ),
        exclusions=(
            Exclusion("regime", ("k1",), "ignore", ("negative",), "one class: 0 ignores all, -100 is out", False, True),
            Exclusion("regime", IGNORED, "ignore", ("class",), "scatter takes no negative target", False, True),
            Exclusion("regime", INFINITE, "alpha", ("5e-324",), "whether the mass underflows decides NaN or Infinity"),
            Exclusion("regime", ("negzero", "k1"), "alpha", ("5e-324",), "nothing but the underflowed mass is left"),
        ),
        flags=flags,
        classes_without_ignore=(100, 104),
    ),
    calls=(
        *smoothing_calls(
            "construct",
            ("zero", 0),
            ("minus-0.1", -0.1),
            ("1.5", 1.5),
            ("just-above-one", 1.0000001),
            ("nan", "NaN"),
            ("infinity", "Infinity"),
        ),
        Call(
            "two-classes",
            {"numClasses": 2, "logProbs": [[-0.5, -1.0]], "target": [1]},
            phase="construct",
            code=SMALL,
        ),
        Call("ignore-index-default-few-classes", {"ignoreIndex": None}, phase="construct", code=IGNORE),
        Call("ignore-index-v", {"ignoreIndex": 4}, phase="construct", code=IGNORE),
        Call("ignore-index-below-minus-v", {"ignoreIndex": -5}, phase="construct", code=IGNORE),
        Call("index-k", {"target": [1, 4]}, phase="call", code=INDEX),
        Call("index-minus-one", {"target": [1, -1]}, phase="call", code=INDEX),
        Call("target-is-negative-ignore-index", {"ignoreIndex": -1, "target": [1, -1]}, phase="call", code=INDEX),
        Call(
            "target-is-default-ignore-index",
            {"ignoreIndex": None, "numClasses": 102, "logProbs": WIDE, "target": [1, -100]},
            phase="call",
            code=INDEX,
        ),
        Call("num-classes-fewer", {"numClasses": 3, "target": [1, 2]}, phase="call", code=SHAPE),
        Call("num-classes-more", {"numClasses": 5}, phase="call", code=SHAPE),
        Call("batches-differ", {"target": [1, 3, 2]}, phase="call", code=SHAPE),
        Call("target-rank-two", {"target": [[1], [3]]}, phase="call", code=SHAPE),
        Call("target-rank-zero", {"target": np.array(1)}, phase="call", code=SHAPE),
        Call("target-floats", {"target": [1.0, 3.0]}, phase="call", code=TARGET),
        Call("log-probs-integers", {"logProbs": [[-1, -2, -3, -4], [-4, -3, -2, -1]]}, phase="call", code=INPUT),
        Call("upstream-shape", {"upstream": [1.0, 2.0]}, phase="backward", code=SHAPE),
        Call(
            "one-class",
            {"numClasses": 1, "logProbs": [[-0.5], [-1.0]], "target": [0, 0]},
            "a / (1 - 2) is negative, but the only class is ignored",
        ),
        Call(
            "ignore-index-default-many-classes",
            {"ignoreIndex": None, "numClasses": 102, "logProbs": WIDE, "target": [1, 0]},
            "-100 indexes class V - 100",
        ),
        Call(
            "ignore-index-negative",
            {"ignoreIndex": -1, "target": [1, 3]},
            "a negative ignore_index counts from the end",
        ),
        Call(
            "infinite-without-mass",
            {"logProbs": [[-INF, -1.5, -1.0, -2.0], LOG_PROBS[1]]},
            "0 times an infinite log-probability is NaN",
        ),
        Call(
            "infinite-ignored-row",
            {"logProbs": [[-INF, -1.5, -1.0, -2.0], LOG_PROBS[1]], "target": [0, 3]},
            "an ignored row has no mass, and 0 * inf is NaN",
        ),
        Call("all-ignored", {"target": [0, 0]}, "the sum over no rows is 0"),
        Call("empty-batch", {"logProbs": empty(0, 4), "target": NO_INDICES}, "the sum over no rows is 0"),
        Call(
            "log-probs-positive",
            {"logProbs": [[1.0, 2.0, 3.0, 4.0], LOG_PROBS[1]]},
            "log-probabilities are not checked",
        ),
    ),
)
