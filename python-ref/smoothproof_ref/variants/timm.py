"""timm: loss/cross_entropy.py, class LabelSmoothingCrossEntropy."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    FLOATS,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import grid_of, plain
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """(1 - a) nll + a times the mean surprisal, averaged over rows."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.1)))
    ones = [mpf(1)] * grid.classes
    terms = [
        rows.gathered(1 - a, a / grid.classes, index, ones, soft)
        for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
    ]
    return plain(grid, terms, "mean")


def run_of(file: str, name: str, sha256: str) -> Run:
    """One of timm's classes, loaded from its file: importing timm needs torchvision."""
    from typing import Optional, Union

    import torch
    from torch import nn

    from smoothproof_ref.references.torch_tensors import loss_and_gradient, to_torch

    modules = {"torch": torch, "nn": nn, "F": nn.functional, "Optional": Optional, "Union": Union}
    make = getattr(definitions(installed("timm", file), (name,), sha256, modules), name)
    names = {"labelSmoothing": "smoothing", "reduction": "reduction", "sumClasses": "sum_classes"}

    def run(case):
        options = take_options(case, names)
        if "weight" in case["inputs"]:
            options["weight"] = to_torch(case["inputs"]["weight"])
        with phase("construct"):
            criterion = make(**options)
        return loss_and_gradient(case["inputs"], criterion)

    return run


def reference() -> Run:
    """The class, from its file."""
    sha256 = "020c64c2e4a736dc4fa404b30c4477c005aa8f01168d66d970e32af621356965"
    return run_of("timm/loss/cross_entropy.py", "LabelSmoothingCrossEntropy", sha256)


BASE_CALLS = (
    Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
    Call("one", {"labelSmoothing": 1.0}, phase="construct", code="label-smoothing-out-of-range"),
    Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
)


VARIANT = Variant(
    "timm",
    truth,
    {
        "regime": (*SOFTMAX, "k1"),
        "alpha": ("absent", "0", "0.5", "1e-6", "0.9"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    references=(Reference(("timm", "torch"), reference),),
    smooths_by_default=True,
    calls=(*BASE_CALLS, Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied")),
)
