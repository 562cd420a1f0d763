"""NeMo: collections/common/losses/smoothed_cross_entropy.py, class SmoothedCrossEntropyLoss."""

from __future__ import annotations

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
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.row_terms import (
    of_log_probs,
    times,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant

GUARD = 1e-6


def truth(options: Options, inputs: Inputs) -> Outcome:
    """s = Va/(V-1); (1 - s) nll + s mean; ignored rows times 0; over the kept rows and 1e-6."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    s = grid.classes * a / (grid.classes - 1)
    kept = [index != options["ignoreIndex"] for index in grid.indices]
    terms = [
        times(of_log_probs(1 - s, s / grid.classes, index, row), mpf(keep))
        for index, row, keep in zip(grid.indices, grid.exact, kept, strict=True)
    ]
    return divided(grid, terms, None if options.get("reduction") == "none" else sum(kept) + mpf(GUARD))


def reference() -> Run:
    """The class, lines 25-109. Its base class is a torch module with typed ports, its decorator checks them: neither
    computes anything."""
    from typing import Optional

    import torch

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    loss = definitions(
        installed("nemo-toolkit", "nemo/collections/common/losses/smoothed_cross_entropy.py"),
        ("SmoothedCrossEntropyLoss",),
        "2e0b5973e747d0c05f98a705f51212c537952e5d4783ecbc070ac3804c91177e",
        {"torch": torch, "Optional": Optional, "Loss": torch.nn.Module, "typecheck": lambda: lambda method: method},
    ).SmoothedCrossEntropyLoss
    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "pad_id", "reduction": "per_token_reduction"}

    def run(case):
        options = take_options(case, names)
        options["per_token_reduction"] = options.get("per_token_reduction", "mean") == "mean"
        with phase("construct"):
            criterion = loss(**options)
        return loss_and_gradient(case["inputs"], criterion)

    return run


VARIANT = Variant(
    "nemo",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", *ALPHAS),
        "ignore": ("class",),
        "reduction": ("mean", "none"),
        "rank": ("3d",),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    references=(Reference(("nemo-toolkit", "torch"), reference),),
    kind="logProbs",
    defaults={"reduction": "mean"},
    calls=(
        Call("class-outside", {"target": [[0, 3]]}, phase="call", code="class-index-out-of-range"),
        Call(
            "ignore-outside",
            {"ignoreIndex": -1, "target": [[0, -1]]},
            phase="call",
            code="class-index-out-of-range",
        ),
        Call(
            "one-class",
            {"logProbs": [[[0.0], [0.0]]], "target": [[0, 0]]},
            phase="call",
            code="num-classes-too-small",
        ),
        *odd_smoothings(),
    ),
)
