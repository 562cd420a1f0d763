"""MMPretrain: models/losses/label_smooth_loss.py, class LabelSmoothLoss, and cross_entropy_loss.py below it."""

from __future__ import annotations

from typing import Any

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    BELOW_ONE,
    F32,
    REDUCTIONS,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import grid_of, plain
from smoothproof_ref.truth.label_rows import label_rows, reduced_labels
from smoothproof_ref.truth.targets import (
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Row, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """y (1 - e) + e/C with e = a, or a / (1 + a) as ClassyVision; a softmax, or a sigmoid of every class."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    if options.get("mode") == "classy_vision":
        a = a / (1 + a)
    q, weight = [towards_uniform(y, a, grid.classes) for y in grid.targets()], grid.given("weight", grid.classes)
    reduction = options.get("reduction", "mean")
    if options.get("useSigmoid"):
        return reduced_labels(grid, label_rows(grid, q, weight), reduction)
    mass = [[k * w for k, w in zip(row, weight, strict=True)] for row in q]
    return plain(grid, [rows.dense(m, soft) for m, soft in zip(mass, grid.softmaxes, strict=True)], reduction)


def infinite_label(row: Row) -> bool:
    """A sigmoid of an infinite logit is another question."""
    return row.get("useSigmoid") == "true" and row.get("regime") in ("neginf", "neginf-target")


def run_with(**fixed: Any) -> Run:
    """The class, lines 10-177, with what it calls; ``fixed``: options that the variant sets."""
    import functools

    import torch
    from torch import nn

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    folder = "mmpretrain/models/losses"
    modules = {"torch": torch, "nn": nn, "F": nn.functional, "functools": functools}
    utils = definitions(
        installed("mmpretrain", f"{folder}/utils.py"),
        ("reduce_loss", "weight_reduce_loss", "convert_to_one_hot"),
        "446d5e2fc4bbd1346c0ac2dec36d11084c26c324329d8b39e42d4decab790ef4",
        modules,
    )
    cross_entropy = definitions(
        installed("mmpretrain", f"{folder}/cross_entropy_loss.py"),
        ("cross_entropy", "soft_cross_entropy", "binary_cross_entropy", "CrossEntropyLoss"),
        "50aef1122e7be6f21768e1848665716e7df3e6a81f5fa424d06301e3c5d1f7fd",
        {**modules, "weight_reduce_loss": utils.weight_reduce_loss},
    ).CrossEntropyLoss
    smooth = definitions(
        installed("mmpretrain", f"{folder}/label_smooth_loss.py"),
        ("LabelSmoothLoss",),
        "c2d6aa4a8b705235ee64ca36aaafd40e210437bc53868f00e236e8e79a9d85d7",
        {**modules, "CrossEntropyLoss": cross_entropy, "convert_to_one_hot": utils.convert_to_one_hot},
    ).LabelSmoothLoss
    names = {
        "labelSmoothing": "label_smooth_val",
        "mode": "mode",
        "useSigmoid": "use_sigmoid",
        "reduction": "reduction",
    }

    def run(case):
        options = {**take_options(case, names), **fixed}
        if "weight" in case["inputs"]:
            options["class_weight"] = decode(case["inputs"]["weight"]).tolist()
        with phase("construct"):
            criterion = smooth(**options)
        return loss_and_gradient(case["inputs"], criterion)

    return run


CALLS = (
    Call("one", {"labelSmoothing": 1.0}, phase="construct", code="label-smoothing-out-of-range"),
    Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
    Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
    Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
    Call("mode", {"mode": "other"}, phase="construct", code="unsupported-option"),
    Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
    Call("shapes", {"target": [[1.0, 0.0], [0.0, 1.0]]}, phase="call", code="shape-mismatch"),
)
SPACE = {
    "alpha": BELOW_ONE,
    "reduction": REDUCTIONS,
    "target": ("index", "onehot", "distribution", "multihot"),
    "weight": ("absent", "given", "zero"),
    "dtype": F32,
    "upstream": UPSTREAM,
}


VARIANT = Variant(
    "mmpretrain",
    truth,
    {"regime": SOFTMAX, **SPACE, "mode": ("absent", "classy_vision"), "useSigmoid": ("absent", "true")},
    references=(Reference(("mmpretrain", "torch"), run_with),),
    values={"useSigmoid": {"true": True}},
    defaults={"reduction": "mean"},
    rules=(infinite_label,),
    dtypes=F32,
    calls=CALLS,
)
