"""What the written vectors cover, found from the vectors themselves and not from the plan that made them."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

from smoothproof_ref.cases.case import FIRST_ONLY
from smoothproof_ref.cases.space import DTYPES, pairs
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.notes import REGIME_FLAGS
from smoothproof_ref.registry import core_variants, variant_of
from smoothproof_ref.truth.arrays import lines, one_hot_index, without

LEAST_VECTORS = 1500
LEAST_ERRORS = 60
LEAST_DISCRIMINATING = 20
FAR_APART = 1024
_REGIMES = {flag: regime for regime, flag in REGIME_FLAGS.items()}
_SPECIAL_ALPHAS = {"NaN": "NaN", 5e-324: "5e-324", 1e-6: "1e-6"}

Vector = dict[str, Any]


def _parts(vector: Vector) -> list[str]:
    """What an id says after its variant, which may itself contain a dot."""
    return vector["id"].removeprefix(f"{vector['variant']}.").split(".")


def is_matrix(vector: Vector) -> bool:
    """Whether a vector belongs to the covering matrix; the part of an id after the variant says what others are."""
    return _parts(vector)[0] not in ("error", "accepts", "example", *FIRST_ONLY)


def _numbers(tensor: dict[str, Any]) -> list[float]:
    if "data" in tensor:
        return tensor["data"]
    return [float(number.replace("Infinity", "inf")) for row in tensor["rows"] for number in row["dec"]]


def _first(vector: Vector) -> tuple[str, dict[str, Any]]:
    return next(iter(vector["inputs"].items()))


def _class_axis(vector: Vector, rank: int) -> int:
    return vector["options"].get("axis", variant_of(vector["variant"]).class_axis) % rank if rank > 1 else 0


def _target(vector: Vector, shape: list[int], axis: int) -> str:
    """The kind of target; for an empty one, only the id tells."""
    tensor = vector["inputs"]["target"]
    if tensor["dtype"] == "int64":
        return "index"
    values = _numbers(tensor)
    if not values:
        return _parts(vector)[1]
    rows = [[values[i] for i in at] for at in lines(tuple(shape), axis)]
    if all(one_hot_index(row) is not None for row in rows):
        return "onehot"
    return "distribution" if all(math.fsum(row) == 1 for row in rows) else "unnormalised"


def _weight_kind(vector: Vector, name: str, full: list[int] | None) -> str:
    tensor = vector["inputs"].get(name)
    if tensor is None:
        return "none"
    if full is not None and tensor["shape"] != full:
        return "broadcast"
    values = _numbers(tensor)
    if not values:
        return next(kind for kind in ("zero", "positive") if f"weight-{kind}" in vector["id"])
    return "zero" if 0 in values else "positive"


def _alphas(vector: Vector, classes: int) -> set[str]:
    """The label or labels of the smoothing: (K - 1)/K is also 0.5 where K = 2."""
    value = vector["options"].get("labelSmoothing", 0)
    labels = {_SPECIAL_ALPHAS.get(value) or f"{value:g}"}
    if value == (classes - 1) / classes:
        labels.add("uniform")
    return labels & set(variant_of(vector["variant"]).space["alpha"])


def _ignore(vector: Vector, classes: int) -> str:
    ignore = vector["options"].get("ignoreIndex")
    if ignore is None:
        return "absent"
    if 0 <= ignore < classes:
        return "class"
    return "negative" if "negative" in variant_of(vector["variant"]).space["ignore"] else "outside"


def factors_of(vector: Vector) -> dict[str, set[str]]:
    """The values of every factor that a vector stands for."""
    variant, options = variant_of(vector["variant"]), vector["options"]
    name, first = _first(vector)
    shape = first["shape"]
    axis = _class_axis(vector, len(shape))
    losses = shape if variant.loss_per_label else list(without(tuple(shape), axis))
    found: dict[str, set[str]] = {
        "regime": {_REGIMES[flag] for flag in vector["flags"] if flag in _REGIMES},
        "alpha": _alphas(vector, shape[axis]),
        "target": {_target(vector, shape, axis)},
        "rank": {f"{len(shape)}d"},
        "reduction": {options.get("reduction", variant.defaults["reduction"])},
        "upstream": {"given" if "upstream" in vector["inputs"] else "ones"},
        "ignore": {_ignore(vector, shape[axis])},
        "weight": {_weight_kind(vector, "weight", None)},
        "sample-weight": {_weight_kind(vector, "sampleWeight", losses)},
        "input": {name},
        "axis": {str(options.get("axis", "absent"))},
        "dim": {str(options.get("dim", "absent"))},
        "dtype": {vector["dtype"]},
    }
    return {factor: values for factor, values in found.items() if factor == "dtype" or factor in variant.space}


def _variant_report(name: str, vectors: list[Vector]) -> dict[str, Any]:
    kinds = [vector["expect"]["kind"] for vector in vectors]
    variant = variant_of(name)
    counts: dict[str, dict[str, int]] = {f: dict.fromkeys(v, 0) for f, v in variant.space.items()}
    counts["dtype"] = dict.fromkeys(DTYPES, 0)
    covered = set()
    for vector in filter(is_matrix, vectors):
        factors = factors_of(vector)
        for factor, values in factors.items():
            for value in values:
                counts[factor][value] += 1
        items = [(f, v) for f in counts for v in factors[f]]
        covered |= set(combinations(items, 2))
    table = pairs(variant)
    uncovered = [pair for pair, reason in table.items() if reason is None and pair not in covered]
    if uncovered:
        (f, v), (g, w) = uncovered[0]
        raise GenerationError(
            f"{name}: {len(uncovered)} legal pairs of values are in no vector, the first {f}={v} with {g}={w}"
        )
    beyond = sorted(pair for pair, reason in table.items() if reason is not None and pair in covered)
    if beyond:
        (f, v), (g, w) = beyond[0]
        raise GenerationError(f"{name}: a vector has {f}={v} with {g}={w}, which the rules call impossible")
    return {
        "vectors": len(vectors),
        "value": kinds.count("value"),
        "accepts": kinds.count("accepts"),
        "throws": kinds.count("throws"),
        "factors": {
            factor: [{"value": value, "vectors": count} for value, count in values.items()]
            for factor, values in counts.items()
        },
        "pairs": {
            "covered": sum(reason is None for reason in table.values()),
            "uncovered": 0,
            "impossible": sum(reason is not None for reason in table.values()),
        },
        "impossible": _reasons(table),
    }


def _reasons(table: dict) -> dict[str, int]:
    reasons: dict[str, int] = {}
    for reason in filter(None, table.values()):
        reasons[reason] = reasons.get(reason, 0) + 1
    return dict(sorted(reasons.items()))


def _discrimination(vectors: list[Vector]) -> dict[str, dict[str, int]]:
    """Per pair of variants: float32 vectors whose gradients differ, and by more than any budget could hide."""
    table = {f"{a} | {b}": {"differ": 0, "farApart": 0} for a, b in combinations(core_variants(), 2)}
    for vector in vectors:
        if vector["dtype"] != "float32":
            continue
        for other, apart in vector["kills"].items():
            entry = table[" | ".join(sorted((vector["variant"], other)))]
            distance = apart["gradient"]
            entry["differ"] += distance != 0
            entry["farApart"] += distance == "class" or distance >= FAR_APART
    for pair, entry in table.items():
        if entry["farApart"] < LEAST_DISCRIMINATING:
            raise GenerationError(
                f"{pair}: only {entry['farApart']} float32 vectors tell their gradients apart, "
                f"{LEAST_DISCRIMINATING} are wanted"
            )
    return table


def coverage(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The report over all files; raises where the promised coverage is missing."""
    core = core_variants()
    vectors = [vector for made in documents.values() for vector in made["vectors"] if vector["variant"] in core]
    by_variant = {v: [vector for vector in vectors if vector["variant"] == v] for v in core}
    errors = sum(vector["expect"]["kind"] != "value" for vector in vectors)
    if len(vectors) < LEAST_VECTORS:
        raise GenerationError(f"vectors: {len(vectors)}, at least {LEAST_VECTORS} are wanted")
    if errors < LEAST_ERRORS:
        raise GenerationError(f"error and acceptance vectors: {errors}, at least {LEAST_ERRORS} are wanted")
    return {
        "format": "smoothproof-coverage/1",
        "vectors": len(vectors),
        "errorsAndAcceptances": errors,
        "real": sum(_parts(vector)[0] == "real" for vector in vectors),
        "variants": {variant: _variant_report(variant, found) for variant, found in by_variant.items()},
        "discrimination": _discrimination(vectors),
    }
