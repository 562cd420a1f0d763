"""Megatron-core: tensor_parallel/cross_entropy.py, vocab_parallel_cross_entropy on one rank."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    BELOW_ONE,
    F32,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import MEGATRON
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.row_terms import (
    subtractive,
)
from smoothproof_ref.truth.targets import (
    positive,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """(1 - s)(lse - x_t) - s mean log p with s = aV/(V-1), where a > 0; one loss per row."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    ones, s = [mpf(1)] * grid.classes, mpf(0)
    if positive(a):
        s = mpf(a) * grid.classes / (grid.classes - 1)
    bias = s / grid.classes if positive(a) else None
    terms = [
        subtractive(rows.gathered(1 - s, bias, index, ones, soft), abs(1 - s) + s, soft)
        for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
    ]
    return divided(grid, terms, None)


def reference() -> Run:
    """The function of 0.19.2, lines 13-235, in a group of one rank. It overwrites the logits: it gets a copy.

    What its backward returns is that copy, which still remembers that it had a gradient of its own.
    """
    import torch
    from torch import distributed

    from smoothproof_ref.references.torch_tensors import to_torch

    distributed.init_process_group("gloo", store=distributed.HashStore(), rank=0, world_size=1)
    utility = definitions(
        MEGATRON.file("megatron/core/tensor_parallel/utils.py"),
        ("VocabUtility",),
        "88d807fca0684f74c27ed8c4544cfb0bad7d7dae1064f72f7b6787954bf46651",
        {"torch": torch},
    ).VocabUtility
    cross_entropy = definitions(
        MEGATRON.file("megatron/core/tensor_parallel/cross_entropy.py"),
        ("VocabParallelCrossEntropy", "_VocabParallelCrossEntropy", "vocab_parallel_cross_entropy"),
        "e6e42128d855af9f982e8864fdcbf2bf5bafcec11f96956876054e201d2c2ae2",
        {
            "torch": torch,
            "VocabUtility": utility,
            "get_tensor_model_parallel_group": lambda: distributed.group.WORLD,
            "get_pg_rank": distributed.get_rank,
            "get_pg_size": distributed.get_world_size,
        },
    ).vocab_parallel_cross_entropy

    def run(case):
        inputs, options = case["inputs"], take_options(case, {"labelSmoothing": "label_smoothing"})
        logits = to_torch(inputs["logits"]).requires_grad_(True)
        with phase("call"):
            loss = cross_entropy(logits.clone(), to_torch(inputs["target"]), **options)
        upstream = to_torch(inputs["upstream"]) if "upstream" in inputs else torch.ones_like(loss)
        with phase("backward"):
            (gradient,) = torch.autograd.grad(loss, logits, grad_outputs=upstream)
        return loss.detach().numpy(), gradient.detach().numpy()

    return run


VARIANT = Variant(
    "megatron",
    truth,
    {
        # Its log(softmax(x)) underflows for large and infinite logits: rounding, not a definition.
        "regime": ("ordinary", "uniform", "confident", "wrong", "tiny", "k2", "nan"),
        "alpha": ("absent", *BELOW_ONE),
        "rank": ("2d", "3d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("megatron-core", "torch"), reference),),
    dtypes=F32,
    calls=(
        Call("one", {"labelSmoothing": 1.0}, phase="call", code="label-smoothing-out-of-range"),
        Call("beyond-one", {"labelSmoothing": 1.5}, phase="call", code="label-smoothing-out-of-range"),
        Call("one-class", {"logits": [[0.5], [1.0]], "target": [0, 0]}, phase="call", code="num-classes-too-small"),
        Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing means none"),
        Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN means none"),
    ),
)
