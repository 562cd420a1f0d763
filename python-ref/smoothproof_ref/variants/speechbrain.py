"""SpeechBrain: nnet/losses.py, function kldiv_loss."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import FLOATS, IGNORING, UPSTREAM
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import SPEECHBRAIN
from smoothproof_ref.references.wire import take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.row_terms import divergence_of_log_probs, no_row, of_log_probs
from smoothproof_ref.truth.targets import off_target, positive
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """KL(q || p) with a/(K-1) off the target, added up over kept rows; without smoothing -lp_t of all rows."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    reduction, batch = options.get("reduction", "mean"), mpf(grid.shape[0])
    if not positive(a):
        terms = [of_log_probs(mpf(1), None, index, row) for index, row in zip(grid.indices, grid.exact, strict=True)]
        return divided(grid, terms, {"mean": mpf(len(terms)), "batchmean": batch, "sum": None}[reduction])
    kept = [index != options.get("ignoreIndex", 0) for index in grid.indices]
    terms = [
        divergence_of_log_probs(off_target(index, grid.classes, mpf(a)), row) if keep else no_row(grid.classes)
        for index, row, keep in zip(grid.indices, grid.exact, kept, strict=True)
    ]
    return divided(grid, terms, batch if reduction == "batchmean" else mpf(1), kept)


def reference() -> Run:
    """The function, lines 549-626, with those that it calls without smoothing."""
    import functools
    import math

    import torch

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    parts = ("truncate", "nll_loss", "kldiv_loss", "compute_masked_loss", "compute_length_mask", "reduce_loss")
    loss = definitions(
        SPEECHBRAIN.file("speechbrain/nnet/losses.py"),
        parts,
        "badb2f6954c6f9f8e7d899f1ab10c9956016d030c8ed558f133a4ce2f73b1a0c",
        {"torch": torch, "functools": functools, "math": math},
    ).kldiv_loss
    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "pad_idx", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        return loss_and_gradient(case["inputs"], lambda log_probs, target: loss(log_probs, target, **options))

    return run


VARIANT = Variant(
    "speechbrain",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", "0.1", "0.5", "1e-6", "1"),
        "ignore": ("absent", "class"),
        "reduction": ("mean", "batchmean", "sum"),
        "rank": ("2d", "3d"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    # Without smoothing the mean runs over all rows, of which sequences have more than the batch.
    further=(
        {
            "regime": ("ordinary", "confident"),
            "alpha": ("absent",),
            "ignore": ("absent", "class"),
            "reduction": ("mean",),
            "rank": ("3d",),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
    ),
    apart=({"regime": "deep", "rank": "3d", "reduction": "batchmean"},),
    references=(Reference(("speechbrain", "torch"), reference),),
    kind="logProbs",
    defaults={"reduction": "mean"},
    ignore_default=0,
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        Call("one-class", {"logProbs": [[0.0], [0.0]], "target": [0, 0]}, phase="call", code="num-classes-too-small"),
        *odd_smoothings("means none", "is applied: the logarithm of a mass is NaN", "means none"),
    ),
)
