"""The eight core variants as functions over the parts: targets, row losses, reductions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import zip_longest
from math import prod
from typing import Any

import mpmath
from mpmath import mpf

from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import labels, probabilities, reductions, rows, targets
from smoothproof_ref.truth.arrays import Shape, lines, positive_axis, without
from smoothproof_ref.truth.precision import working_digits
from smoothproof_ref.truth.reductions import Reduced
from smoothproof_ref.truth.result import Field, Outcome, Terms
from smoothproof_ref.truth.softmax import Softmax, softmax

Options = Mapping[str, Any]
Inputs = Mapping[str, Tensor]


@lru_cache(maxsize=256)
def _softmax(row: tuple[float, ...], digits: int) -> Softmax:
    """Shared by the variants that meet the same row; ``digits`` is part of the key because precision is."""
    return softmax([mpf(x) for x in row])


def softmax_of(row: list[float]) -> Softmax:
    """Softmax of one row of floats."""
    return _softmax(tuple(row), mpmath.mp.dps)


def alpha_of(options: Options) -> float:
    """labelSmoothing as the float64 it is given as; 0 where it is not given."""
    return float(options.get("labelSmoothing", 0.0))


def upstream_of(inputs: Inputs) -> list[mpf] | None:
    """The incoming gradient, if one is given."""
    given = inputs.get("upstream")
    return None if given is None else [mpf(u) for u in given.values]


def assemble(terms: list[Terms], where: list[list[int]], shape: Shape, reduced: Reduced) -> Outcome:
    """Puts each row's gradient, times its coefficient, where the row came from."""
    size = prod(shape)
    gradient, scale, floor = [mpf(0)] * size, [mpf(0)] * size, [mpf(0)] * size
    for row, at, coefficient, magnitude in zip(terms, where, reduced.coefficient, reduced.magnitude, strict=True):
        for k, index in enumerate(at):
            gradient[index] = coefficient * row.gradient[k]
            scale[index] = magnitude * row.gradient_scale[k]
            floor[index] = magnitude * row.gradient_floor[k]
    return Outcome(reduced.loss, Field(shape, gradient, scale, floor))


def equation1(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a / K, cross entropy over the last axis."""
    logits, target = inputs["logits"], inputs["target"]
    shape, where = logits.shape, lines(logits.shape, len(logits.shape) - 1)
    alpha, classes, x, y = mpf(alpha_of(options)), logits.shape[-1], logits.values, target.values
    terms = []
    for r, at in enumerate(where):
        row = targets.one_hot(y[r], classes) if target.dtype == "int64" else [mpf(y[i]) for i in at]
        terms.append(rows.dense(targets.towards_uniform(row, alpha, classes), softmax_of([x[i] for i in at])))
    return assemble(terms, where, shape, plain_reduction(terms, shape[:-1], options, inputs))


def plain_reduction(terms: list[Terms], shape: Shape, options: Options, inputs: Inputs) -> Reduced:
    """mean over rows, sum, or none."""
    reduction = options.get("reduction", "mean")
    if reduction == "none":
        return reductions.unreduced(terms, shape, upstream_of(inputs))
    denominator = mpf(len(terms)) if reduction == "mean" else mpf(1)
    return reductions.totalled(terms, denominator, upstream_of(inputs))


def torch(options: Options, inputs: Inputs) -> Outcome:
    """Class axis 0 of one axis, else 1. A smoothing that is not above 0 is off (negative, NaN)."""
    logits, target = inputs["logits"], inputs["target"]
    axis = 0 if len(logits.shape) == 1 else 1
    classes, where, x = logits.shape[axis], lines(logits.shape, axis), logits.values
    alpha = alpha_of(options)
    smoothed, a = targets.positive(alpha), mpf(alpha) if targets.positive(alpha) else mpf(0)
    weight = [mpf(w) for w in inputs["weight"].values] if "weight" in inputs else [mpf(1)] * classes
    softs = [softmax_of([x[i] for i in at]) for at in where]
    rest = without(logits.shape, axis)
    if target.dtype == "int64":
        ignore = options.get("ignoreIndex", -100)
        kept = [t != ignore for t in target.values]
        bias = a / classes if smoothed else None
        terms = [
            rows.gathered(1 - a, bias, t, weight, soft) if keep else rows.ignored(soft)
            for t, keep, soft in zip(target.values, kept, softs, strict=True)
        ]
        denominator = mpmath.fsum(weight[t] for t, keep in zip(target.values, kept, strict=True) if keep)
        # The hard and the smooth term are divided apart, so that without weight the hard one is 0 / 0 already.
        denominator = mpmath.nan if denominator == 0 else denominator
    else:
        y, kept = target.values, [True] * len(where)
        terms = []
        for at, soft in zip(where, softs, strict=True):
            row = [mpf(y[i]) for i in at]
            q = targets.towards_uniform(row, a, classes) if smoothed else row
            terms.append(rows.dense([k * w for k, w in zip(q, weight, strict=True)], soft))
        denominator = mpf(len(terms))
    reduction = options.get("reduction", "mean")
    if reduction == "none":
        reduced = reductions.unreduced(terms, rest, upstream_of(inputs))
    else:
        divisor = denominator if reduction == "mean" else mpf(1)
        reduced = reductions.totalled(terms, divisor, upstream_of(inputs))
    # An ignored row's gradient is set to 0, not divided: it stays 0 where the denominator is 0 too.
    reduced.coefficient = [c if keep else mpf(0) for c, keep in zip(reduced.coefficient, kept, strict=True)]
    reduced.magnitude = [m if keep else mpf(0) for m, keep in zip(reduced.magnitude, kept, strict=True)]
    return assemble(terms, where, logits.shape, reduced)


def simple(options: Options, inputs: Inputs) -> Outcome:
    """Mass laid out along axis 1, softmax and sum along ``dim``, which need not be the same axis.

    ``numClasses`` only divides the smoothing; rows for which there is no target keep a / (K - 1) for every class.
    """
    logits, target = inputs["logits"], inputs["target"]
    shape, x = logits.shape, logits.values
    alpha, classes = mpf(alpha_of(options)), options["numClasses"]
    mass = [mpf(0)] * prod(shape)
    for index, at in zip_longest(target.values, lines(shape, 1)):
        for k, i in enumerate(at):
            mass[i] = 1 - alpha if k == index else alpha / (classes - 1)
    where = lines(shape, positive_axis(options.get("dim", -1), len(shape)))
    terms = [rows.dense([mass[i] for i in at], softmax_of([x[i] for i in at])) for at in where]
    return assemble(terms, where, shape, plain_reduction(terms, (), {}, inputs))


def opennmt(options: Options, inputs: Inputs) -> Outcome:
    """KL against given log-probabilities, summed.

    kl_div broadcasts: a single target stands for every row, a single class's mass for every class.
    """
    log_probs, target = inputs["logProbs"], inputs["target"]
    alpha, classes, padding = mpf(alpha_of(options)), options["numClasses"], options.get("ignoreIndex", -100)
    where, x = lines(log_probs.shape, 1), [mpf(v) for v in log_probs.values]
    terms = []
    indices = target.values * len(where) if len(target.values) == 1 else target.values
    for index, at in zip(indices, where, strict=True):
        mass = targets.off_target_and_padding(index, classes, alpha, padding)
        if index == padding:
            mass = [mpf(0)] * classes
        terms.append(rows.kl(mass * len(at) if classes == 1 else mass, [x[i] for i in at]))
    return assemble(terms, where, log_probs.shape, plain_reduction(terms, (), {"reduction": "sum"}, inputs))


def keras_categorical(options: Options, inputs: Inputs) -> Outcome:
    """The class count is the length of the target's last axis whatever ``axis`` says."""
    from_logits = options.get("fromLogits", False)
    given, y = inputs["logits" if from_logits else "probs"], inputs["target"].values
    shape, x = given.shape, given.values
    axis, alpha = positive_axis(options.get("axis", -1), len(shape)), alpha_of(options)
    where = lines(shape, axis)
    low, high = probabilities.clip_bounds(given.dtype)
    terms = []
    for at in where:
        q = [mpf(y[i]) for i in at]
        if targets.truthy(alpha):
            q = targets.towards_uniform(q, mpf(alpha), shape[-1])
        row = [x[i] for i in at]
        if from_logits:
            terms.append(rows.dense_fused(q, softmax_of(row)))
        else:
            terms.append(probabilities.clipped(q, [mpf(p) for p in row], low, high))
    return assemble(terms, where, shape, keras_reduction(terms, without(shape, axis), options, inputs))


def keras_reduction(terms: list[Terms], shape: Shape, options: Options, inputs: Inputs) -> Reduced:
    """Sample weights and Keras' reductions."""
    reduction = options.get("reduction", "sum_over_batch_size")
    weight, weight_shape = sample_weight(inputs)
    return reductions.keras(terms, shape, weight, weight_shape, reduction, upstream_of(inputs))


def sample_weight(inputs: Inputs) -> tuple[list[mpf] | None, Shape]:
    """Weights per sample and their shape, if given."""
    given = inputs.get("sampleWeight")
    return (None, ()) if given is None else ([mpf(w) for w in given.values], given.shape)


def keras_binary(options: Options, inputs: Inputs) -> Outcome:
    """Per label, then the mean over ``axis``."""
    from_logits = options.get("fromLogits", False)
    given, y = inputs["logits" if from_logits else "probs"], inputs["target"].values
    shape, x = given.shape, given.values
    axis, alpha = positive_axis(options.get("axis", -1), len(shape)), alpha_of(options)
    low, high = probabilities.clip_bounds(given.dtype)
    where, terms = lines(shape, axis), []
    for at in where:
        q = [mpf(y[i]) for i in at]
        if targets.truthy(alpha):
            q = targets.towards_half(q, mpf(alpha))
        each = [
            labels.from_logit(k, mpf(x[i])) if from_logits else labels.from_probability(k, mpf(x[i]), low, high)
            for k, i in zip(q, at, strict=True)
        ]
        terms.append(_mean_of(each))
    return assemble(terms, where, shape, keras_reduction(terms, without(shape, axis), options, inputs))


def _single(e: labels.Label) -> Terms:
    return Terms(e.loss, e.scale, e.floor, [e.gradient], [e.gradient_scale], [e.gradient_floor])


def _mean_of(each: list[labels.Label]) -> Terms:
    count = mpf(len(each))
    return Terms(
        loss=reductions.quotient(mpmath.fsum(e.loss for e in each), count),
        scale=reductions.quotient(mpmath.fsum(e.scale for e in each), count),
        floor=reductions.quotient(mpmath.fsum(e.floor for e in each), count),
        gradient=[e.gradient / count for e in each],
        gradient_scale=[e.gradient_scale / count for e in each],
        gradient_floor=[e.gradient_floor / count for e in each],
    )


def tfjs_softmax(options: Options, inputs: Inputs) -> Outcome:
    """The class count is the length of the target's axis 1 whatever the rank."""
    logits, y = inputs["logits"], inputs["target"].values
    shape, x, alpha = logits.shape, logits.values, alpha_of(options)
    where, terms = lines(shape, len(shape) - 1), []
    for at in where:
        q = [mpf(y[i]) for i in at]
        if targets.positive(alpha):
            q = targets.towards_uniform(q, mpf(alpha), shape[1])
        terms.append(rows.dense_fused(q, softmax_of([x[i] for i in at]), subtractive=True))
    return assemble(terms, where, shape, tfjs_reduction(terms, shape[:-1], options, inputs))


def tfjs_reduction(terms: list[Terms], shape: Shape, options: Options, inputs: Inputs) -> Reduced:
    """Sample weights and TensorFlow.js' reductions."""
    reduction = options.get("reduction", "sum_by_nonzero_weights")
    weight, weight_shape = sample_weight(inputs)
    return reductions.tfjs(terms, shape, weight, weight_shape, reduction, upstream_of(inputs))


def tfjs_sigmoid(options: Options, inputs: Inputs) -> Outcome:
    """One loss per label; nothing is averaged over classes before the weights."""
    logits, y = inputs["logits"], inputs["target"].values
    shape, alpha = logits.shape, alpha_of(options)
    q = [mpf(v) for v in y]
    if targets.positive(alpha):
        q = targets.towards_half(q, mpf(alpha))
    terms = [_single(labels.from_logit(k, mpf(x))) for k, x in zip(q, logits.values, strict=True)]
    return assemble(terms, [[i] for i in range(len(q))], shape, tfjs_reduction(terms, shape, options, inputs))


VARIANTS: dict[str, Callable[[Options, Inputs], Outcome]] = {
    "equation1": equation1,
    "keras-binary": keras_binary,
    "keras-categorical": keras_categorical,
    "opennmt": opennmt,
    "simple": simple,
    "tfjs-sigmoid": tfjs_sigmoid,
    "tfjs-softmax": tfjs_softmax,
    "torch": torch,
}


def truth(variant: str, options: Options, inputs: Inputs) -> Outcome:
    """Loss and gradient of one vector at 50 digits."""
    first = next(iter(inputs.values()))
    with mpmath.workdps(working_digits(first.values)):
        return VARIANTS[variant](options, inputs)
