"""Common mistakes, computed: a wrong answer that is what such a loss gives has the mistake's name.

These are losses over a softmax of logits. What such a loss should be is taken from its variant; each mistake changes one
thing about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from smoothproof_vectors.data import Vector
from smoothproof_vectors.judging import Verdict, wrong


@dataclass(frozen=True)
class Definition:
    """A loss: the masses on and off the true class, how rows are counted, and what it is multiplied by."""

    off: str = "a/K"
    reduction: str | None = None
    factor: float = 1.0
    counts_ignored: bool = False
    divides_by_rows: bool = False
    weighted: bool = True
    smoothing: float | None = None
    says: str = ""


AXIS_1 = ("torch",)
KNOWN = {"torch": Definition(), "equation1": Definition(), "simple": Definition("a/(K-1)"), "optax": Definition(reduction="none")}


def mistakes(base: Definition, asked: str, smoothing: float) -> Iterator[Definition]:
    """The definition with one thing wrong."""
    for rule in ("a/K", "a/(K-1)", "a/(K-2)"):
        if rule != base.off:
            yield replace(base, off=rule, says=f"off-target mass {rule}")
    yield replace(base, smoothing=0.0, says="no smoothing")
    yield replace(base, smoothing=smoothing / 2, says="half of the smoothing")
    yield replace(base, smoothing=smoothing * 2, says="twice the smoothing")
    for reduction in ("mean", "sum", "none"):
        if reduction != asked:
            yield replace(base, reduction=reduction, says=f"reduction {reduction}")
    yield replace(base, counts_ignored=True, says="ignored rows counted")
    yield replace(base, divides_by_rows=True, says="ignored rows counted in the denominator, or weights left out of it")
    yield replace(base, weighted=False, says="class weights missing")
    yield replace(base, factor=1 / np.log(2), says="log2 in place of the natural logarithm")
    yield replace(base, factor=1 / np.log(10), says="log10 in place of the natural logarithm")
    yield replace(base, factor=-1.0, says="the sign is wrong")


def name(verdict: Verdict) -> str:
    """The mistake that a failure looks like; empty where it is none of these."""
    vector, (loss, gradient) = verdict.vector, verdict.got
    if verdict.output == "gradient" and gradient is not None and vector.gradient is not None:
        if vector.tier == "core" and gradient.size and np.isnan(gradient).all():
            return "no gradient flows to the first input"
        if gradient.size and not gradient.any():
            return "the gradient is 0"
        if "upstream" in vector.inputs and _lacks_upstream(vector, gradient):
            return "the gradient is not multiplied by upstream"
    base = KNOWN.get(vector.variant)
    if base is None or loss is None or vector.loss is None or verdict.output != "loss":
        return ""
    smoothing = vector.options.get("labelSmoothing", 0)
    asked = base.reduction or vector.options.get("reduction", "mean")
    for definition in mistakes(base, asked, smoothing):
        value = compute(definition, vector, asked)
        # By the same errors as for the right number, and a change of shape is told by the shape alone.
        allowed = np.resize(vector.loss.allowed, value.size) if vector.loss.allowed.size else np.zeros(value.size)
        near = np.maximum(allowed, 1e-6 * np.abs(value.reshape(-1)))
        if value.shape == loss.shape and np.isfinite(value).all() and (abs(loss - value).reshape(-1) <= near).all():
            if wrong("loss", vector.loss, value) is not None:
                return definition.says
    return ""


def _lacks_upstream(vector: Vector, gradient: np.ndarray) -> bool:
    upstream = np.asarray(vector.inputs["upstream"], np.float64)
    value, at = vector.gradient.value, vector.gradient.at
    if upstream.size != 1 or not np.isfinite(upstream).all() or upstream.item() in (0, 1):
        return False
    told = gradient.reshape(-1) if at is None else gradient.reshape(-1)[at]
    return bool(np.allclose(told * upstream.item(), value, rtol=1e-3, atol=float(np.max(vector.gradient.allowed, initial=0))))


def compute(definition: Definition, vector: Vector, asked: str) -> np.ndarray:
    """The loss of a definition, in float64; NaN where it does not apply."""
    x = np.asarray(vector.inputs["logits"], np.float64)
    target = np.asarray(vector.inputs["target"])
    axis = 1 if vector.variant in AXIS_1 and x.ndim > 1 else -1
    x = np.moveaxis(x, axis, -1)
    classes = x.shape[-1]
    a = vector.options.get("labelSmoothing", 0) if definition.smoothing is None else definition.smoothing
    ignored = np.zeros(x.shape[:-1], bool)
    if target.dtype.kind == "i":
        if target.shape != x.shape[:-1]:
            return np.array(np.nan)
        ignored = target == vector.options.get("ignoreIndex", -100)
        y = (np.arange(classes) == np.where(ignored & (target < 0), 0, target)[..., None]).astype(float)
    else:
        if target.shape != vector.inputs["logits"].shape:
            return np.array(np.nan)
        y = np.moveaxis(target.astype(np.float64), axis, -1)
    with np.errstate(all="ignore"):
        top = x.max(-1, keepdims=True, initial=-np.inf)
        surprisal = np.log(np.exp(x - top).sum(-1, keepdims=True)) - (x - top)
        share = {"a/K": a / max(classes, 1), "a/(K-1)": np.divide(a, classes - 1), "a/(K-2)": np.divide(a, classes - 2)}
        off = share[definition.off]
        q = y * (1 - a) + off if definition.off == "a/K" else y * (1 - a - off) + off
        weight = np.ones(classes)
        if definition.weighted and "weight" in vector.inputs:
            weight = np.asarray(vector.inputs["weight"], np.float64)
        rows = (q * weight * surprisal).sum(-1)
        counted = (y * weight).sum(-1) if target.dtype.kind == "i" else np.ones(rows.shape)
        if not definition.counts_ignored:
            rows, counted = np.where(ignored, 0, rows), np.where(ignored, 0, counted)
        divisor = rows.size if definition.divides_by_rows else counted.sum()
        reduced = {"sum": rows.sum(), "mean": rows.sum() / divisor, "none": rows}
        return np.asarray(reduced.get(definition.reduction or asked, np.nan)) * definition.factor
