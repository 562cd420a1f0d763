"""segmentation_models.pytorch: losses/soft_ce.py, class SoftCrossEntropyLoss; pytorch-toolbelt's is the same."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import ALPHAS, FLOATS, IGNORING, REDUCTIONS, UPSTREAM
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import SEGMENTATION_MODELS
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant

FOLDER = "segmentation_models_pytorch/losses"


def truth(options: Options, inputs: Inputs) -> Outcome:
    """(1 - a) nll + a/K sum; ignored rows are 0 and stay in the mean."""
    grid, a = grid_of(inputs, 1), mpf(float(options["labelSmoothing"]))
    kept = [index != options.get("ignoreIndex", -100) for index in grid.indices]
    ones = [mpf(1)] * grid.classes
    terms = [
        rows.gathered(1 - a, a / grid.classes, index, ones, soft) if keep else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    divisors = {"none": None, "sum": mpf(1), "mean": mpf(len(terms))}
    return divided(grid, terms, divisors[options.get("reduction", "mean")], kept)


def reference() -> Run:
    """The class, lines 10-46, and the function behind it, lines 243-289 of _functional.py."""
    import torch
    from torch import nn
    from torch.nn import functional

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    scope = {"torch": torch, "nn": nn, "F": functional}
    nll = definitions(
        SEGMENTATION_MODELS.file(f"{FOLDER}/_functional.py"),
        ("label_smoothed_nll_loss",),
        "0633efb8e168b4df8469875afe06a558f9e0a8a42076ed7de229954a06b422cb",
        scope,
    ).label_smoothed_nll_loss
    loss = definitions(
        SEGMENTATION_MODELS.file(f"{FOLDER}/soft_ce.py"),
        ("SoftCrossEntropyLoss",),
        "7e4128b65ced23437da71351d73500edccb2cce28396539e91432ecd1259b2cc",
        {**scope, "label_smoothed_nll_loss": nll},
    ).SoftCrossEntropyLoss
    names = {"labelSmoothing": "smooth_factor", "ignoreIndex": "ignore_index", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        with phase("construct"):
            criterion = loss(**options)

        def call(logits, target):
            value = criterion(logits, target)
            return value.reshape(target.shape) if options.get("reduction") == "none" else value

        return loss_and_gradient(case["inputs"], call)

    return run


VARIANT = Variant(
    "segmentation-models",
    truth,
    {
        "regime": IGNORING,
        "alpha": ALPHAS,
        "ignore": ("absent", "class", "minus-one"),
        "reduction": REDUCTIONS,
        "rank": ("2d", "3d"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    references=(Reference(("segmentation-models-pytorch", "torch"), reference),),
    defaults={"reduction": "mean"},
    ignore_default=-100,
    class_axis=1,
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        *odd_smoothings(),
    ),
)
