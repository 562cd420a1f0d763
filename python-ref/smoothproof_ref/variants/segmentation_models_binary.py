"""segmentation_models.pytorch: losses/soft_bce.py, class SoftBCEWithLogitsLoss; pytorch-toolbelt's is the same."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import FLOATS, LABELS, REDUCTIONS, UPSTREAM
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import SEGMENTATION_MODELS
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.label_rows import label_rows, reduced_labels
from smoothproof_ref.variant import Inputs, Options, Reference, Run, Variant
from smoothproof_ref.variants.segmentation_models import FOLDER


def truth(options: Options, inputs: Inputs) -> Outcome:
    """z = (1 - y) a + y (1 - a) for every label."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    q = [[(1 - y) * a + y * (1 - a) for y in row] for row in grid.targets()]
    return reduced_labels(grid, label_rows(grid, q), options.get("reduction", "mean"))


def reference() -> Run:
    """The class, lines 10-83."""
    import torch
    from torch import nn
    from torch.nn import functional

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    loss = definitions(
        SEGMENTATION_MODELS.file(f"{FOLDER}/soft_bce.py"),
        ("SoftBCEWithLogitsLoss",),
        "90daef8211d1eb253bd8930d888efcec185e10be8f9ca61e3bde6fd91adb5ec1",
        {"torch": torch, "nn": nn, "F": functional},
    ).SoftBCEWithLogitsLoss
    names = {"labelSmoothing": "smooth_factor", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        with phase("construct"):
            criterion = loss(**options)
        return loss_and_gradient(case["inputs"], criterion)

    return run


VARIANT = Variant(
    "segmentation-models-binary",
    truth,
    {
        "regime": LABELS,
        "alpha": ("absent", "0.1", "0.5", "1e-6", "1"),
        "target": ("multihot", "distribution"),
        "reduction": REDUCTIONS,
        "rank": ("2d", "3d"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    references=(Reference(("segmentation-models-pytorch", "torch"), reference),),
    defaults={"reduction": "mean"},
    labels=True,
    calls=(*odd_smoothings(),),
)
