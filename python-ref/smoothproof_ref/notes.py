"""Flags: what a vector is for, each explained once per file."""

from __future__ import annotations

from typing import Any

REGIME_FLAGS = {
    "ordinary": "Ordinary",
    "uniform": "Uniform",
    "confident": "Confident",
    "wrong": "ConfidentlyWrong",
    "large": "Large",
    "tiny": "Tiny",
    "subnormal": "Subnormal",
    "posinf": "PositiveInfinity",
    "neginf": "NegativeInfinity",
    "neginf-target": "NegativeInfinityAtTarget",
    "neginf-padding": "NegativeInfinityAtPadding",
    "nan": "NotANumber",
    "negzero": "NegativeZero",
    "k1": "OneClass",
    "k2": "TwoClasses",
    "empty-batch": "EmptyBatch",
    "ignored-row": "IgnoredRow",
    "all-ignored": "AllIgnored",
    "weight-zero": "WeightsAllZero",
    "clipped": "Clipped",
    "log-unnormalised": "LogProbsNotNormalised",
}

NOTES: dict[str, tuple[str, str]] = {
    "Ordinary": ("BASIC", "Moderate values; nothing special happens."),
    "Uniform": ("BASIC", "All classes equal: only the target distinguishes them."),
    "Confident": ("CANCELLATION", "The target leads by 30: 1 - p is about 1e-13, which x - logsumexp(x) loses."),
    "ConfidentlyWrong": (
        "CANCELLATION",
        "Another class leads by 30: a large loss with a gradient near 1 at two classes.",
    ),
    "Large": ("OVERFLOW", "Magnitudes of 1e4: exp without subtracting the maximum overflows."),
    "Tiny": ("CANCELLATION", "Magnitudes of 1e-12: all but uniform."),
    "Subnormal": ("UNDERFLOW", "Subnormal inputs, which a flush to zero would drop."),
    "PositiveInfinity": ("SPECIAL_VALUE", "One input is Infinity: softmax is Infinity - Infinity, NaN."),
    "NegativeInfinity": ("SPECIAL_VALUE", "A class other than the target at -Infinity: masked logits."),
    "NegativeInfinityAtTarget": ("SPECIAL_VALUE", "The target itself at -Infinity."),
    "NegativeInfinityAtPadding": ("SPECIAL_VALUE", "The class without mass at -Infinity: 0 * Infinity."),
    "NotANumber": ("SPECIAL_VALUE", "One input is NaN; the other rows show how far it spreads."),
    "NegativeZero": ("SPECIAL_VALUE", "Inputs of -0 beside 0."),
    "OneClass": ("EDGE_CASE", "A single class."),
    "TwoClasses": ("EDGE_CASE", "Two classes: where a/K, a/(K-1) and a/2 meet or part."),
    "EmptyBatch": ("EDGE_CASE", "No rows: what a mean over nothing is."),
    "IgnoredRow": ("EDGE_CASE", "One row's target is ignoreIndex."),
    "AllIgnored": ("EDGE_CASE", "Every row's target is ignoreIndex."),
    "WeightsAllZero": ("EDGE_CASE", "All weights are zero: what the denominator does then."),
    "Clipped": ("EDGE_CASE", "Probabilities beyond the clip of 1e-7 on both sides."),
    "LogProbsNotNormalised": ("EDGE_CASE", "Log-probabilities whose exponentials do not sum to 1."),
    "OneHotTarget": ("FUNCTIONALITY", "The target is a one-hot distribution."),
    "DistributionTarget": ("FUNCTIONALITY", "The target is a distribution that sums to 1."),
    "UnnormalisedTarget": ("EDGE_CASE", "The target does not sum to 1: shows which gradients assume that it does."),
    "ClassWeight": ("FUNCTIONALITY", "Weights per class."),
    "SampleWeight": ("FUNCTIONALITY", "Weights per sample."),
    "BroadcastWeight": ("FUNCTIONALITY", "Weights whose shape is broadcast against the losses."),
    "ZeroWeight": ("EDGE_CASE", "A weight of zero."),
    "IgnoreIndex": ("FUNCTIONALITY", "ignoreIndex is given."),
    "NegativeIgnoreIndex": ("KNOWN_BUG", "A negative ignoreIndex taken as a Python index from the end."),
    "DefaultIgnoreIndexWraps": ("KNOWN_BUG", "The default ignoreIndex -100 zeroes class V-100 where V >= 100."),
    "Upstream": ("FUNCTIONALITY", "The incoming gradient is given."),
    "FromLogits": ("FUNCTIONALITY", "fromLogits is true."),
    "ClassAxisNotLast": (
        "KNOWN_BUG",
        "The classes lie on another axis than the last, and the class count is taken from the last.",
    ),
    "ClassCountFromAxis1": ("KNOWN_BUG", "Rank 3: the class count is taken from axis 1, which holds no classes."),
    "SoftmaxNotOverClasses": ("KNOWN_BUG", "dim is not the class axis: softmax and sum run over another one."),
    "SmoothingOff": ("EDGE_CASE", "A smoothing that the definition takes for none: negative or NaN."),
    "SmoothingOutOfRange": ("EDGE_CASE", "A smoothing outside [0, 1] that is applied without a word."),
    "SmoothingTiny": ("UNDERFLOW", "A smoothing of 1e-6 or less."),
    "SmoothingFull": ("EDGE_CASE", "A smoothing of 1."),
    "Refused": ("ERROR", "The reference throws: judged by phase and code, never by message."),
    "Accepted": ("SILENT_ACCEPTANCE", "Looks wrong, and the reference computes it without a word."),
    "Article": ("BASIC", "The article's own example: [0, 1, 0, 0] at 0.1 is smoothed to [0.025, 0.925, 0.025, 0.025]."),
    "SignedZero": ("SPECIAL_VALUE", "Zeros are judged with their sign."),
    "RealLogits": ("BASIC", "Outputs of a real model on real inputs."),
    "ManyClasses": ("CANCELLATION", "Thousands of classes: sums lose what a single accumulator cannot hold."),
    "NoSmoothing": ("BASIC", "A smoothing of 0."),
}

# Where the maintainers discuss the behaviour.
LINKS: dict[str, tuple[str, ...]] = {
    "AllIgnored": ("pytorch/pytorch/issues/116349",),
    "EmptyBatch": ("pytorch/pytorch/issues/116349",),
    "ClassAxisNotLast": ("keras-team/keras/issues/23451", "keras-team/keras/pull/23437"),
    "ClassCountFromAxis1": ("tensorflow/tensorflow/issues/32231", "tensorflow/tensorflow/issues/39329"),
    "ClassWeight": ("pytorch/pytorch/issues/107680",),
    "SmoothingOff": ("pytorch/pytorch/issues/134767",),
    "SmoothingOutOfRange": ("keras-team/keras/pull/23504",),
}


FROM_SOURCE = "FromSource"
OVERFLOWS = "Overflows"
NOTES |= {
    "MixedPrecision": (
        "BASIC",
        "bfloat16 logits, a float32 loss, as under torch.autocast: the gradient that was observed is bfloat16.",
    ),
    "HalfPrecision": ("BASIC", "16-bit numbers in and out."),
    OVERFLOWS: (
        "OVERFLOW",
        "The reference overflows where the truth does not: an answer may be the truth, or what was observed.",
    ),
    FROM_SOURCE: (
        "UNOBSERVED",
        "Computed from the source's formula; the package was not run, and the observed bits are the truth, rounded.",
    ),
    "Trained": ("BASIC", "As after training: the target leads by 4 to 12."),
    "Sequence": ("BASIC", "Sequences; the last step of each is padding, if the source can leave it out."),
    "CommonOffset": (
        "CANCELLATION",
        "Near ties on logits far from 0: adding the logarithm of the sum to the largest logit loses it.",
    ),
    "InexactDifference": ("CANCELLATION", "Inputs of all bits: their difference from the largest has to be rounded."),
    "LongBatch": (
        "EDGE_CASE",
        "Many rows of few classes: a fault that starts at some number of rows, or a sum in half.",
    ),
    "Width": ("EDGE_CASE", "A number of classes at which a block of a kernel may end."),
    "MultiHotTarget": ("FUNCTIONALITY", "The target holds several classes, each with a 1."),
    "SoftLabels": ("FUNCTIONALITY", "Labels between 0 and 1."),
    "DialectOption": ("FUNCTIONALITY", "An option that only this source has is given."),
    "SmoothingBeyondUniform": ("EDGE_CASE", "More smoothing than (K-1)/K: the target class has less than the others."),
}

# A label of the factors target and alpha -> its flags.
TARGET_FLAGS: dict[str, tuple[str, ...]] = {
    "onehot": ("OneHotTarget",),
    "distribution": ("DistributionTarget",),
    "unnormalised": ("UnnormalisedTarget",),
    "multihot": ("MultiHotTarget",),
}
ALPHA_FLAGS: dict[str, tuple[str, ...]] = {
    "0": ("NoSmoothing",),
    "1e-6": ("SmoothingTiny",),
    "5e-324": ("SmoothingTiny",),
    "1": ("SmoothingFull",),
    "-0.1": ("SmoothingOutOfRange",),
    "1.5": ("SmoothingOutOfRange",),
    "0.9": ("SmoothingBeyondUniform",),
}


def notes_for(flags: set[str]) -> dict[str, dict[str, Any]]:
    """The notes of the flags that a file uses, sorted by flag."""
    unknown = flags - NOTES.keys()
    if unknown:
        raise ValueError(f"flags: no note explains {', '.join(sorted(unknown))}")
    notes: dict[str, dict[str, Any]] = {}
    for flag in sorted(flags):
        kind, description = NOTES[flag]
        notes[flag] = {"bugType": kind, "description": description}
        if flag in LINKS:
            notes[flag]["links"] = [f"https://github.com/{place}" for place in LINKS[flag]]
    return notes
