"""ESPnet: nets/pytorch_backend/transformer/label_smoothing_loss.py, class LabelSmoothingLoss; WeNet's is the same."""

from __future__ import annotations

import dataclasses

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    ALPHAS,
    FLOATS,
    IGNORING,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.row_terms import divergence
from smoothproof_ref.truth.softmax import Softmax
from smoothproof_ref.truth.targets import off_target
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def _masked(mass: list[mpf], soft: Softmax) -> Terms:
    """An ignored row: its loss is replaced, and the 0 that comes back is multiplied by the target's masses."""
    row = rows.ignored(soft)
    return dataclasses.replace(row, gradient=[zero * m + zero for zero, m in zip(row.gradient, mass, strict=True)])


def truth(options: Options, inputs: Inputs) -> Outcome:
    """KL(q || softmax) with a/(K-1) off the target; ignored rows replaced by 0; over the batch or the kept rows."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    kept = [index != options["ignoreIndex"] for index in grid.indices]
    terms = [
        (divergence if keep else _masked)(off_target(index, grid.classes, a), soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    by_tokens = options.get("reduction") == "tokens"
    return divided(grid, terms, mpf(sum(kept) if by_tokens else grid.shape[0]), kept)


def reference() -> Run:
    """The class, lines 13-63."""
    import torch
    from torch import nn

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    loss = definitions(
        installed("espnet", "espnet/nets/pytorch_backend/transformer/label_smoothing_loss.py"),
        ("LabelSmoothingLoss",),
        "d471216e459ce951e1af5a4f55c2e1680451bf112ed75fd2a56a673c9d223300",
        {"torch": torch, "nn": nn},
    ).LabelSmoothingLoss
    names = {
        "numClasses": "size",
        "ignoreIndex": "padding_idx",
        "labelSmoothing": "smoothing",
        "reduction": "normalize_length",
    }

    def run(case):
        options = take_options(case, names)
        options["normalize_length"] = options.get("normalize_length", "batch") == "tokens"
        with phase("construct"):
            criterion = loss(**options)
        return loss_and_gradient(case["inputs"], criterion)

    return run


_NO_MASS = "is applied: the logarithm of a mass is NaN"

VARIANT = Variant(
    "espnet",
    truth,
    {
        "regime": IGNORING,
        "alpha": ALPHAS,
        "reduction": ("batch", "tokens"),
        "ignore": ("minus-one", "class", "outside"),
        "rank": ("3d",),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    references=(Reference(("espnet", "torch"), reference),),
    defaults={"reduction": "batch"},
    options_for=lambda classes: {"numClasses": classes},
    calls=(
        Call("classes-differ", {"numClasses": 4}, phase="call", code="shape-mismatch"),
        Call("class-outside", {"target": [[0, 3]]}, phase="call", code="class-index-out-of-range"),
        Call(
            "one-class",
            {"numClasses": 1, "logits": [[[0.5], [1.0]]], "target": [[0, 0]]},
            phase="call",
            code="num-classes-too-small",
        ),
        *odd_smoothings(_NO_MASS, _NO_MASS, None),
        Call(
            "nan-ignored",
            {"labelSmoothing": "NaN", "ignoreIndex": 1, "target": [[0, 1]]},
            "the slopes of an ignored row are 0 times its masses",
        ),
    ),
)
