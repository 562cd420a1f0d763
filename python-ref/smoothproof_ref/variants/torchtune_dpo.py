"""torchtune: rlhf/loss/dpo.py, class DPOLoss, the conservative DPO of TRL."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import ALPHAS, FLOATS, LABELS, UPSTREAM
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import TORCHTUNE
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.label_rows import label_rows, reduced_labels
from smoothproof_ref.variant import Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """-(1 - a) log sigmoid(x) - a log sigmoid(-x) where the first answer is the chosen one, else the other way."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    y = inputs["target"].values
    q = [[1 - a if y[i] else a for i in at] for at in grid.where]
    return reduced_labels(grid, label_rows(grid, q), "none")


def reference() -> Run:
    """The class, lines 14-94, with beta 1: the given logit is the policy's margin, the reference's is 0."""

    import torch
    from torch import nn
    from torch.nn import functional

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    loss = definitions(
        TORCHTUNE.file("torchtune/rlhf/loss/dpo.py"),
        ("DPOLoss",),
        "3a29e7e59b4e50acf11a578c8604d51cb7179b225a9de167372c8793a7616478",
        {"torch": torch, "nn": nn, "F": functional, "Tuple": tuple},
    ).DPOLoss
    names = {"labelSmoothing": "label_smoothing"}

    def run(case):
        options = take_options(case, names)
        with phase("construct"):
            criterion = loss(beta=1.0, **options)

        def call(logits, target):
            margin = torch.where(target > 0, logits, -logits)
            zeros = torch.zeros_like(margin)
            return criterion(margin, zeros, zeros, zeros)[0]

        return loss_and_gradient(case["inputs"], call)

    return run


_PAIRS = {"logits": [0.5, -1.0], "target": [1, 0]}

VARIANT = Variant(
    "torchtune-dpo",
    truth,
    {
        "regime": LABELS,
        "alpha": ("absent", *ALPHAS),
        "target": ("labels",),
        "rank": ("1d",),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    references=(Reference(("torchtune", "torch"), reference),),
    labels=True,
    calls=(*odd_smoothings(**_PAIRS),),
)
