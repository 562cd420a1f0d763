"""transformers: the class LabelSmoother as the Trainer calls it, with num_items_in_batch."""

from __future__ import annotations

from dataclasses import dataclass

from mpmath import mpf

from smoothproof_ref.cases.regimes import F32, IGNORING, UPSTREAM
from smoothproof_ref.references.loading import definitions, installed
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """(1 - a) nll + a/K sum over kept rows, divided by a number that is given."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.1)))
    kept = [index != options.get("ignoreIndex", -100) for index in grid.indices]
    ones = [mpf(1)] * grid.classes
    terms = [
        rows.gathered(1 - a, a / grid.classes, index, ones, soft) if keep else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    return divided(grid, terms, mpf(options["numItemsInBatch"]), kept)


def reference() -> Run:
    """The class, lines 434-481, a dataclass."""
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
    names = {"labelSmoothing": "epsilon", "ignoreIndex": "ignore_index", "numItemsInBatch": "items"}

    def run(case):
        options = take_options(case, names)
        items = options.pop("items")
        with phase("construct"):
            smooth = smoother(**options)

        def call(logits, target):
            return smooth({"logits": logits}, target, num_items_in_batch=items)

        return loss_and_gradient(case["inputs"], call)

    return run


VARIANT = Variant(
    "huggingface-trainer",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", "0", "0.5", "1e-6", "1"),
        "ignore": ("absent", "class", "minus-one"),
        "numItemsInBatch": ("absent", "2"),
        "rank": ("2d", "3d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("transformers", "torch"), reference),),
    values={"numItemsInBatch": {"2": 2}},
    dtypes=F32,
    smooths_by_default=True,
    ignore_default=-100,
    options_for=lambda classes: {"numItemsInBatch": 7},
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied"),
        Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
    ),
)
