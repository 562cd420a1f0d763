"""A case, what the reference observed and what the definition says, as the JSON of one vector."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.case import Case
from smoothproof_ref.decimals import offset_text, scale_text, truth_text
from smoothproof_ref.rounding import ulp, value_class
from smoothproof_ref.tensors import Tensor, dec_row, float_of, hex_row
from smoothproof_ref.tier import tier_of
from smoothproof_ref.truth import Field, Outcome

SINCE = "0.1.0"


def offset(observed: float, truth: mpf, dtype: str) -> str:
    """(observed - truth) in ULP of truth; "same" for the same non-finite class or two zeros, "class" for another."""
    kind = value_class(observed)
    if kind != value_class(truth):
        return "class"
    if kind != "finite" or (observed == 0 and truth == 0):
        return "same"
    return offset_text(float((mpf(observed) - truth) / ulp(truth, dtype)))


def named(text: str) -> mpf:
    """A truth as it is written, as a number again."""
    return mpf(text.lower().replace("infinity", "inf"))


def output_json(dtype: str, observed: Tensor, truth: Field, at: tuple[int, ...] | None = None) -> dict[str, Any]:
    """One output: per row the truth, the observed bits and decimals, their distance, and the error scale.

    at: the elements that are listed, in one row; all if it is None.
    """
    result: dict[str, Any] = {"dtype": dtype, "shape": list(truth.shape)}
    if at is not None:
        result["at"] = list(at)
        picked = ([each[index] for index in at] for each in (truth.values, truth.scale, truth.floor))
        truth = Field((len(at),), *picked)
        observed = Tensor(observed.dtype, (len(at),), tuple(observed.bits[index] for index in at))
    if observed.dtype != dtype:
        result["observedDtype"] = observed.dtype
    rows, start = [], 0
    for bits in observed.rows():
        part = slice(start, start + len(bits))
        values = [float_of(observed.dtype, b) for b in bits]
        texts = [truth_text(t) for t in truth.values[part]]
        # Distances are computed from the written digits, which are all a reader has: they may round to a power of 2.
        truths = [named(text) for text in texts]
        rows.append(
            {
                "truth": texts,
                "hex": hex_row(observed.dtype, bits),
                "dec": dec_row(observed.dtype, bits),
                "off": [offset(v, t, observed.dtype) for v, t in zip(values, truths, strict=True)],
                "scale": [
                    scale_text(max(s, abs(t)) if mpmath.isfinite(t) else mpmath.nan)
                    for s, t in zip(truth.scale[part], truths, strict=True)
                ],
            }
        )
        start += len(bits)
    result["rows"] = rows
    return result


def value_json(
    case: Case, loss: Tensor, gradient: Tensor, outcome: Outcome, also: list[dict[str, Any]]
) -> dict[str, Any]:
    """``expect`` of a vector that yields numbers."""
    expect: dict[str, Any] = {"kind": "value"} if case.because is None else {"kind": "accepts", "because": case.because}
    expect["loss"] = output_json(case.dtype, loss, outcome.loss)
    expect["gradient"] = output_json(case.dtype, gradient, outcome.gradient, case.at)
    if also:
        expect["alsoObserved"] = also
    return expect


def vector_json(
    case: Case, expect: dict[str, Any], kills: dict[str, Any], results: Iterable[float | mpf] = ()
) -> dict[str, Any]:
    """The whole vector, keys in the order of the schema. ``results``: every number of a loss and a gradient."""
    return {
        "id": case.id,
        "since": SINCE,
        "variant": case.variant,
        "dtype": case.dtype,
        "tier": tier_of(expect["kind"], case.flags, case.options, case.inputs, results),
        "flags": case.flags,
        "options": case.options,
        "inputs": {name: tensor.json() for name, tensor in case.inputs.items()},
        "expect": expect,
        "kills": kills,
    }


def results_of(loss: Tensor, gradient: Tensor, outcome: Outcome) -> list[float | mpf]:
    """The observed and the true values of loss and gradient, each once."""
    true = {id(value): value for field in (outcome.loss, outcome.gradient) for value in field.values}
    return [*loss.values, *gradient.values, *true.values()]
