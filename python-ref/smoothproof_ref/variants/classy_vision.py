"""ClassyVision: losses/label_smoothing_loss.py, class LabelSmoothingCrossEntropyLoss."""

from __future__ import annotations

import mpmath
import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    IGNORING,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant

EPSILON = mpf(2) ** -23


def _normalised(mass: list[mpf]) -> list[mpf]:
    """Divided by the sum and float32's epsilon."""
    total = EPSILON + mpmath.fsum(mass)
    return [m / total for m in mass]


def truth(options: Options, inputs: Inputs) -> Outcome:
    """v = y / (e + sum y), u = v + a/C, q = u / (e + sum u), with y = 0 for ignored rows and for labels that equal
    ignoreIndex. The mean runs over the rows in which some q is not ignoreIndex: rows of zeros do not count where it is
    0."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    ignore, y = options.get("ignoreIndex", -100), grid.targets()
    if grid.by_index:
        y = [[mpf(0)] * grid.classes if i == ignore else row for i, row in zip(grid.indices, y, strict=True)]
    else:
        y = [[mpf(0) if v == ignore else v for v in row] for row in y]
    q = [_normalised([v + a / grid.classes for v in _normalised(row)]) for row in y]
    terms = [rows.dense(mass, soft) for mass, soft in zip(q, grid.softmaxes, strict=True)]
    counted = sum(any(m != ignore for m in mass) for mass in q)
    return divided(grid, terms, None if options.get("reduction") == "none" else mpf(max(counted, 1)))


def reference() -> Run:
    """Its class, lines 17-107, with SoftTargetCrossEntropyLoss, which it ends in, and convert_to_one_hot; their base
    class, ClassyLoss, is a torch module."""
    import torch
    from torch.nn import functional

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    one_hot = definitions(
        installed("classy-vision", "classy_vision/generic/util.py"),
        ("convert_to_one_hot",),
        "4531d2ae5af9f46a537f39c020f7f0154a9122b8e15f08fe805ae1fb861a4823",
        {"torch": torch},
    ).convert_to_one_hot
    names = {
        "torch": torch,
        "np": np,
        "F": functional,
        "ClassyLoss": torch.nn.Module,
        "convert_to_one_hot": one_hot,
    }
    soft = definitions(
        installed("classy-vision", "classy_vision/losses/soft_target_cross_entropy_loss.py"),
        ("SoftTargetCrossEntropyLoss",),
        "5ac63375047b5b705a04a4fd28b98e31ae6d9427eb2f1245ba27ecfab20ff15f",
        names,
    ).SoftTargetCrossEntropyLoss
    smoothing = definitions(
        installed("classy-vision", "classy_vision/losses/label_smoothing_loss.py"),
        ("LabelSmoothingCrossEntropyLoss",),
        "2d5eb477fa91de9c5602ce536d0f372b732622bdde325d8f068e5e0be4ca4968",
        {**names, "SoftTargetCrossEntropyLoss": soft},
    ).LabelSmoothingCrossEntropyLoss
    options = {"labelSmoothing": "smoothing_param", "ignoreIndex": "ignore_index", "reduction": "reduction"}

    def run(case):
        with phase("construct"):
            criterion = smoothing(**take_options(case, options))
        return loss_and_gradient(case["inputs"], criterion)

    return run


VARIANT = Variant(
    "classy-vision",
    truth,
    {
        "regime": IGNORING,
        "alpha": ALPHAS,
        "target": ("index", "onehot", "multihot"),
        "ignore": ("absent", "class", "minus-one"),
        "reduction": ("mean", "none"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    # Every element of a target is compared with ignoreIndex, so 0 and 1 take part in the count of rows and in labels.
    further=(
        {
            "regime": ("ordinary", "wrong", "ignored-row"),
            "alpha": ("0", "0.1"),
            "target": ("index",),
            "ignoreIndex": ("0", "1"),
            "reduction": ("mean",),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
        {
            "regime": ("ordinary", "wrong"),
            "alpha": ("0", "0.1"),
            "target": ("onehot", "multihot"),
            "ignoreIndex": ("0", "1"),
            "reduction": ("mean", "none"),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
    ),
    values={"ignoreIndex": {"0": 0, "1": 1}},
    apart=({"reduction": "mean"},),
    references=(Reference(("classy-vision", "torch"), reference),),
    defaults={"reduction": "mean"},
    ignore_default=-100,
    dtypes=F32,
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        Call("sum", {"reduction": "sum"}, phase="construct", code="reduction-unknown"),
        *odd_smoothings(),
    ),
)
