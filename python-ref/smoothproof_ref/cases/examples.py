"""Vectors made by hand: the article's own numbers, and zeros whose sign matters."""

from __future__ import annotations

from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.space import DTYPES
from smoothproof_ref.tensors import Tensor

# Uniform logits show p - q = 1/4 - q; a class that leads by 4096 shows -q at every other class, bit for bit.
_LOGITS = {"uniform-logits": [0.0, 0.0, 0.0, 0.0], "far-apart": [4096.0, 0.0, 0.0, 0.0]}
_TARGETS: dict[str, tuple[str, tuple[int, ...], list[float]]] = {
    "onehot": ("float", (1, 4), [0.0, 1.0, 0.0, 0.0]),
    "index": ("int64", (1,), [1]),
}


def _article(dtype: str) -> list[Case]:
    cases = []
    for place, logits in _LOGITS.items():
        for kind, (target_dtype, shape, values) in _TARGETS.items():
            inputs = {
                "logits": Tensor.of(dtype, (1, 4), logits),
                "target": Tensor.of("int64" if target_dtype == "int64" else dtype, shape, values),
            }
            name = f"equation1.example.article-{kind}-{place}.{'f32' if dtype == 'float32' else 'f64'}"
            cases.append(Case(name, "equation1", dtype, ["Article"], {"labelSmoothing": 0.1}, inputs))
    return cases


def _signed_zero(dtype: str) -> list[Case]:
    """An ignored row's gradient is +0 in torch, also where the incoming gradient is negative."""
    options: dict[str, Any] = {"labelSmoothing": 0.1, "ignoreIndex": 2, "reduction": "none"}
    inputs = {
        "logits": Tensor.of(dtype, (2, 3), [1.0, 2.0, 0.5, -1.0, 0.25, 3.0]),
        "target": Tensor.of("int64", (2,), [0, 2]),
        "upstream": Tensor.of(dtype, (2,), [1.0, -1.5]),
    }
    name = f"torch.example.ignored-row-zeros.{'f32' if dtype == 'float32' else 'f64'}"
    return [Case(name, "torch", dtype, ["IgnoredRow", "IgnoreIndex", "SignedZero", "Upstream"], options, inputs)]


_MAKERS = {"equation1": _article, "torch": _signed_zero}


def examples_of(variant: str) -> list[Case]:
    """The examples of one variant; most have none."""
    make = _MAKERS.get(variant)
    return [case for dtype in DTYPES for case in make(dtype)] if make else []
