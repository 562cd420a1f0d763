"""PyTorch's ModuleInfo samples of CrossEntropyLoss, with what its own reference function expects of them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np

from smoothproof_ref.own_tests.tensor import tensor

# torch.testing.assert_close, which test_forward compares with.
ALLOWED = {"float32": {"rtol": 1.3e-6, "atol": 1e-5}, "float64": {"rtol": 1e-7, "atol": 1e-7}}
_NAMES = {"reduction": "reduction", "label_smoothing": "labelSmoothing", "ignore_index": "ignoreIndex"}


def tests() -> dict[str, Any]:
    """One test per sample and dtype, drawn with the seed that PyTorch's test cases set."""
    import torch
    from torch.testing._internal.common_modules import module_inputs_torch_nn_CrossEntropyLoss as samples
    from torch.testing._internal.common_utils import SEED, set_rng_seed

    rows = []
    for dtype in (torch.float32, torch.float64):
        set_rng_seed(SEED)
        name = str(dtype).removeprefix("torch.")
        for sample in samples(None, device="cpu", dtype=dtype, requires_grad=False, training=True):
            options = dict(sample.constructor_input.kwargs)
            weight = options.pop("weight", None)
            logits, target = sample.forward_input.args
            module = torch.nn.CrossEntropyLoss(*sample.constructor_input.args, **sample.constructor_input.kwargs)
            inputs = {"logits": tensor(logits), "target": tensor(target)}
            if weight is not None:
                inputs["weight"] = tensor(weight)
            call = {
                "variant": "torch",
                "options": {_NAMES[key]: value for key, value in options.items()},
                "inputs": inputs,
                "expected": tensor(np.asarray(sample.reference_fn(module, logits, target))),
                "allowed": ALLOWED[name],
            }
            rows.append({"test": f"test_forward {sample.desc} {name}", "assertions": [call]})
    return {
        "project": "PyTorch",
        "version": version("torch"),
        "path": "torch/testing/_internal/common_modules.py",
        "tests": rows,
    }
