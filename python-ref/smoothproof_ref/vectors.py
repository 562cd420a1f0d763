"""A case, what the reference observed and what the definition says, as the JSON of one vector."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.case import Case
from smoothproof_ref.decimals import offset_text, scale_text, truth_text
from smoothproof_ref.recipe import Recipe
from smoothproof_ref.rounding import ulp, value_class
from smoothproof_ref.tensors import Tensor, dec_row, float_of, hex_row
from smoothproof_ref.tier import tier_of
from smoothproof_ref.truth import Field, Outcome
from smoothproof_ref.truth.precision import finite

SINCE = "0.1.0"
# The signs of all elements in a sum over an output that is not listed in full: 1 where this draws 1, else -1.
SIGNS = Recipe(1, 0, 1, 0)
# Two digits more than an answer in the format can have.
SUM_DIGITS = {"float64": 19, "float32": 10, "float16": 6, "bfloat16": 5}


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


def sums_json(dtype: str, truth: Field) -> dict[str, str]:
    """What is known of all elements of an output of which some are listed.

    The sum of the true values, with random signs, and the Euclidean norm of the scales, from which follows how far
    rounding can move that sum. Any error whose norm is large beside that of the rounding errors moves the sum, wherever
    it is: rows of zeros, values that are shifted, of the wrong sign, constant or in another order. Nothing where an
    element is not finite.
    """
    if not all(map(finite, truth.values)):
        return {}
    signs = SIGNS.values(len(truth.values))
    total = mpmath.fsum(value if sign else -value for sign, value in zip(signs, truth.values, strict=True))
    squares = (max(s, abs(v)) ** 2 for s, v in zip(truth.scale, truth.values, strict=True))
    digits = {"n": SUM_DIGITS[dtype], "min_fixed": -7, "max_fixed": 21}
    return {"signedSum": mpmath.nstr(total, **digits), "scaleNorm": scale_text(mpmath.sqrt(mpmath.fsum(squares)))}


def output_json(dtype: str, observed: Tensor, truth: Field, at: tuple[int, ...] | None = None) -> dict[str, Any]:
    """One output: per row the truth, the observed bits and decimals, their distance, and the error scale.

    at: the elements that are listed, in one row; all if it is None.
    """
    result: dict[str, Any] = {"dtype": dtype, "shape": list(truth.shape)}
    if at is not None:
        result.update(at=list(at), **sums_json(dtype, truth))
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
