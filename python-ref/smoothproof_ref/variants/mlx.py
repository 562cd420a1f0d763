"""MLX: python/mlx/nn/losses.py, cross_entropy."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    BELOW_ONE,
    F32,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.row_terms import (
    subtractive,
    times,
)
from smoothproof_ref.truth.softmax import Softmax
from smoothproof_ref.truth.targets import (
    positive,
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def of_distribution(y: list[mpf], a: mpf, soft: Softmax) -> Terms:
    """lse(x') - (1 - a) sum y x' - a mean x' with x' = x - max x: the logarithm counts once, whatever y sums to.

    So the loss is sum q (lse - x) + (1 - sum q) lse(x'), and its gradient p - q.
    """
    q = towards_uniform(y, a, len(y)) if a else y
    terms = rows.dense_fused(q, soft)
    lift = min(soft.surprisal) if soft.surprisal and not any(map(mpmath.isnan, soft.surprisal)) else mpmath.nan
    extra = (1 - mpmath.fsum(q)) * lift
    # The score is taken with y, not with q: no mass times an infinite logit is NaN even where smoothing gives it some.
    score = mpmath.fsum(k * s for k, s in zip(y, soft.surprisal, strict=True))
    loss = mpmath.nan if mpmath.isnan(score) else terms.loss + extra
    terms = replace(terms, loss=loss, scale=terms.scale + abs(extra))
    return subtractive(terms, 1 + mpmath.fsum(abs(k) for k in q), soft)


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K where a > 0; losses times their weights; the mean is over the number of losses."""
    grid, a = grid_of(inputs, options.get("axis", -1)), float(options.get("labelSmoothing", 0.0))
    a = mpf(a) if positive(a) else mpf(0)
    if grid.by_index:
        ones, bias = [mpf(1)] * grid.classes, a / grid.classes if a else None
        terms = [
            subtractive(rows.gathered(1 - a, bias, index, ones, soft), mpf(2), soft)
            for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
        ]
    else:
        terms = [of_distribution(y, a, soft) for y, soft in zip(grid.targets(), grid.softmaxes, strict=True)]
    weight = grid.given("sampleWeight", len(terms))
    terms = [times(term, w) for term, w in zip(terms, weight, strict=True)]
    denominators = {"none": None, "sum": mpf(1), "mean": mpf(len(terms))}
    return divided(grid, terms, denominators[options.get("reduction", "none")])


def reference() -> Run:
    """The function, as installed, on the CPU; its gradient by mx.vjp. float64 has to be asked for."""
    import mlx.core as mx
    from mlx.nn.losses import cross_entropy

    mx.set_default_device(mx.cpu)
    dtypes = {"float32": mx.float32, "float64": mx.float64, "int64": mx.int64}
    names = {"labelSmoothing": "label_smoothing", "axis": "axis", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        arrays = {name: decode(tensor) for name, tensor in case["inputs"].items()}
        inputs = {name: mx.array(array, dtype=dtypes[array.dtype.name]) for name, array in arrays.items()}

        def call(logits):
            return cross_entropy(logits, inputs["target"], inputs.get("sampleWeight"), **options)

        with phase("call"):
            loss = call(inputs["logits"])
            mx.eval(loss)
        upstream = inputs["upstream"] if "upstream" in inputs else mx.ones_like(loss)
        with phase("backward"):
            _, (gradient,) = mx.vjp(call, [inputs["logits"]], [upstream])
            mx.eval(gradient)
        return np.array(loss), np.array(gradient)

    return run


VARIANT = Variant(
    "mlx",
    truth,
    {
        "regime": SOFTMAX,
        "alpha": ("absent", *BELOW_ONE),
        "target": ("index", "onehot", "distribution", "unnormalised"),
        "reduction": ("none", "mean", "sum"),
        "sampleWeight": ("absent", "given", "zero"),
        "rank": ("2d", "3d"),
        "axis": ("absent", "1"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("mlx",), reference),),
    values={"axis": {"1": 1}},
    defaults={"reduction": "none"},
    # Its float64 on the CPU takes exponentials and logarithms in float32.
    dtypes=F32,
    calls=(
        Call("negative", {"labelSmoothing": -0.1}, phase="call", code="label-smoothing-out-of-range"),
        Call("one", {"labelSmoothing": 1.0}, phase="call", code="label-smoothing-out-of-range"),
        Call("reduction", {"reduction": "average"}, phase="call", code="reduction-unknown"),
        Call("shapes", {"target": [0, 1, 2]}, phase="call", code="shape-mismatch"),
        Call("weights", {"sampleWeight": [1.0, 2.0, 3.0]}, phase="call", code="weight-shape"),
        Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN means none"),
    ),
)
