"""Rows of a space in which every legal pair of values occurs."""

from __future__ import annotations

from allpairspy import AllPairs

from smoothproof_ref.variant import Row, Space, Variant


def _impossible(variant: Variant, row: Row) -> bool:
    """Combinations that no case can have: ignored rows without an ignoreIndex, or zero weights without weights."""
    regime, target, ignore = row.get("regime"), row.get("target", "index"), row.get("ignore", "class")
    if target != "index" and (regime in ("ignored-row", "all-ignored") or row.get("ignore", "absent") != "absent"):
        return True
    if regime in ("ignored-row", "all-ignored") and ignore == "absent" and variant.ignore_default is None:
        return True
    weights = [row.get(name, "given" if name in variant.space else "absent") for name in ("weight", "sampleWeight")]
    return regime == "weight-zero" and set(weights) == {"absent"}


def rows(variant: Variant) -> list[dict[str, str]]:
    """In a fixed order: the generator is deterministic, and so is the order of the factors."""
    return [row for space in (variant.space, *variant.further) for row in _covering(variant, space)]


def _covering(variant: Variant, space: Space) -> list[dict[str, str]]:
    """Rows of one space."""
    factors = list(space)

    def legal(values: list[str]) -> bool:
        row = dict(zip(factors, values, strict=False))
        return not _impossible(variant, row) and not any(rule(row) for rule in variant.rules)

    found = AllPairs([list(space[factor]) for factor in factors], filter_func=legal)
    return [dict(zip(factors, values, strict=True)) for values in found]
