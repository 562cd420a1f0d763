"""Megatron-core 0.19.2: megatron/core/tensor_parallel/cross_entropy.py, lines 13-235, in a group of one rank."""

from __future__ import annotations

import torch
import torch.distributed
from smoothproof_ref.references.torch_tensors import to_torch
from smoothproof_ref.references.wire import Case, phase, take_options

from smoothproof_dialects.loading import definitions
from smoothproof_dialects.wheels import MEGATRON

UTILITY_SHA256 = "88d807fca0684f74c27ed8c4544cfb0bad7d7dae1064f72f7b6787954bf46651"
LOSS_SHA256 = "e6e42128d855af9f982e8864fdcbf2bf5bafcec11f96956876054e201d2c2ae2"
OPTIONS = {"labelSmoothing": "label_smoothing"}

torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)

VocabUtility = definitions(
    MEGATRON.file("megatron/core/tensor_parallel/utils.py"), ("VocabUtility",), UTILITY_SHA256, {"torch": torch}
).VocabUtility
vocab_parallel_cross_entropy = definitions(
    MEGATRON.file("megatron/core/tensor_parallel/cross_entropy.py"),
    ("VocabParallelCrossEntropy", "_VocabParallelCrossEntropy", "vocab_parallel_cross_entropy"),
    LOSS_SHA256,
    {
        "torch": torch,
        "VocabUtility": VocabUtility,
        "get_tensor_model_parallel_group": lambda: torch.distributed.group.WORLD,
        "get_pg_rank": torch.distributed.get_rank,
        "get_pg_size": torch.distributed.get_world_size,
    },
).vocab_parallel_cross_entropy


def run(case: Case):
    """Loss and gradient with respect to ``logits``, which the function overwrites: it gets a copy.

    What its backward returns is that copy, which still remembers that it had a gradient of its own.
    """
    inputs, options = case["inputs"], take_options(case, OPTIONS)
    logits = to_torch(inputs["logits"]).requires_grad_(True)
    with phase("call"):
        loss = vocab_parallel_cross_entropy(logits.clone(), to_torch(inputs["target"]), **options)
    upstream = to_torch(inputs["upstream"]) if "upstream" in inputs else torch.ones_like(loss)
    with phase("backward"):
        (gradient,) = torch.autograd.grad(loss, logits, grad_outputs=upstream)
    return loss.detach().numpy(), gradient.detach().numpy()
