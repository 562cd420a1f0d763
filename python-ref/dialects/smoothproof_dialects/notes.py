"""Flags of the dialects' vectors, each explained once per file; most are the core's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smoothproof_ref.notes import LINKS, NOTES, REGIME_FLAGS

from smoothproof_dialects.dialect import Dialect, Row

FROM_SOURCE = "FromSource"
OWN_NOTES: dict[str, tuple[str, str]] = {
    FROM_SOURCE: (
        "UNOBSERVED",
        "Computed from the source's formula; the package was not run, and the observed bits are the truth, rounded.",
    ),
    "MultiHotTarget": ("FUNCTIONALITY", "The target holds several classes, each with a 1."),
    "SoftLabels": ("FUNCTIONALITY", "Labels between 0 and 1."),
    "DialectOption": ("FUNCTIONALITY", "An option that only this source has is given."),
    "SmoothingBeyondUniform": ("EDGE_CASE", "More smoothing than (K-1)/K: the target class has less than the others."),
}
_TARGETS = {
    "onehot": "OneHotTarget",
    "distribution": "DistributionTarget",
    "unnormalised": "UnnormalisedTarget",
    "multihot": "MultiHotTarget",
}
_ALPHAS = {
    "0": "NoSmoothing",
    "absent": "NoSmoothing",
    "1e-6": "SmoothingTiny",
    "1": "SmoothingFull",
    "-0.1": "SmoothingOutOfRange",
    "1.5": "SmoothingOutOfRange",
    "0.9": "SmoothingBeyondUniform",
}
_SHARED_OPTIONS = {"reduction", "axis", "fromLogits", "numClasses", "labelSmoothing", "ignoreIndex"}


def flags_of(dialect: Dialect, row: Row, options: Mapping[str, Any]) -> list[str]:
    """The regime's flag first, then one for each feature in use."""
    flags = [REGIME_FLAGS[row["regime"]]]
    target, alpha = row.get("target", "index"), row.get("alpha", "0.1")
    if target in _TARGETS:
        flags.append("SoftLabels" if dialect.labels and target == "distribution" else _TARGETS[target])
    if alpha in _ALPHAS and not (alpha == "absent" and dialect.smooths_by_default):
        flags.append(_ALPHAS[alpha])
    if row.get("input") == "logits" and "fromLogits" in options:
        flags.append("FromLogits")
    for name, flag in (("weight", "ClassWeight"), ("sampleWeight", "SampleWeight")):
        kind = row.get(name, "absent")
        if kind != "absent":
            flags.append(flag)
        if kind == "zero":
            flags.append("ZeroWeight")
        if kind in ("scalar", "column"):
            flags.append("BroadcastWeight")
    if "ignoreIndex" in options:
        flags.append("IgnoreIndex")
    if options.keys() - _SHARED_OPTIONS:
        flags.append("DialectOption")
    if row.get("upstream", "absent") != "absent":
        flags.append("Upstream")
    return flags if dialect.observed else [*flags, FROM_SOURCE]


def notes_for(flags: set[str]) -> dict[str, dict[str, Any]]:
    """The notes of the flags that a file uses, sorted by flag."""
    notes: dict[str, dict[str, Any]] = {}
    for flag in sorted(flags):
        kind, description = OWN_NOTES[flag] if flag in OWN_NOTES else NOTES[flag]
        notes[flag] = {"bugType": kind, "description": description}
        if flag in LINKS:
            notes[flag]["links"] = [f"https://github.com/{place}" for place in LINKS[flag]]
    return notes
