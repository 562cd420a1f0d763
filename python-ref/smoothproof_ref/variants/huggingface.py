"""transformers: trainer_pt_utils.py, class LabelSmoother."""

from __future__ import annotations

from dataclasses import dataclass

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    F32,
    IGNORING,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import Grid, divided, grid_of
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def kept_and_terms(grid: Grid, options: Options) -> tuple[list[bool], list[Terms]]:
    """(1 - a) nll + a/K sum of each kept row, nothing of the others."""
    a = mpf(float(options.get("labelSmoothing", 0.1)))
    kept = [index != options.get("ignoreIndex", -100) for index in grid.indices]
    ones = [mpf(1)] * grid.classes
    terms = [
        rows.gathered(1 - a, a / grid.classes, index, ones, soft) if keep else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    return kept, terms


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Both parts divided by the number of kept rows; the sum over classes is taken in float32."""
    grid = grid_of(inputs)
    kept, terms = kept_and_terms(grid, options)
    return divided(grid, terms, mpf(sum(kept)), kept)


def reference() -> Run:
    """The class, lines 434-481, a dataclass; a number of items in the batch is passed on where it is given."""
    import torch
    from torch import nn

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    smoother = dataclass(
        definitions(
            installed("transformers", "transformers/trainer_pt_utils.py"),
            ("LabelSmoother",),
            "1b3af2925c7e4de1b6a8d300cca78278faf94ca6464b5d359ad809ade2c7a81f",
            {"torch": torch, "nn": nn},
        ).LabelSmoother
    )
    names = {"labelSmoothing": "epsilon", "ignoreIndex": "ignore_index", "numItemsInBatch": "num_items_in_batch"}

    def run(case):
        options = take_options(case, names)
        counted = {name: options.pop(name) for name in ("num_items_in_batch",) if name in options}
        with phase("construct"):
            smooth = smoother(**options)
        return loss_and_gradient(case["inputs"], lambda logits, target: smooth({"logits": logits}, target, **counted))

    return run


VARIANT = Variant(
    "huggingface",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", "0", "0.5", "1e-6", "1"),
        "ignore": ("absent", "class", "minus-one"),
        "rank": ("2d", "3d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("transformers", "torch"), reference),),
    dtypes=F32,
    smooths_by_default=True,
    ignore_default=-100,
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        Call(
            "ignored-outside",
            {"ignoreIndex": 3, "target": [0, 3]},
            phase="call",
            code="class-index-out-of-range",
        ),
        *odd_smoothings(),
        Call(
            "nan-ignored",
            {"labelSmoothing": "NaN", "target": [0, -100]},
            "the slopes of an ignored row are 0 whatever the smoothing",
        ),
    ),
)
