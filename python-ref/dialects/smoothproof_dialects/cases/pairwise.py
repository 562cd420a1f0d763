"""Rows of a space in which every legal pair of values occurs."""

from __future__ import annotations

from allpairspy import AllPairs

from smoothproof_dialects.dialect import Dialect, Row


def _impossible(dialect: Dialect, row: Row) -> bool:
    """What no case can be: rows that are ignored by nothing, or weights of zero that are not there."""
    regime, target, ignore = row.get("regime"), row.get("target", "index"), row.get("ignore", "class")
    if target != "index" and (regime in ("ignored-row", "all-ignored") or row.get("ignore", "absent") != "absent"):
        return True
    if regime in ("ignored-row", "all-ignored") and ignore == "absent" and dialect.ignore_default is None:
        return True
    weights = [row.get(name, "given" if name in dialect.space else "absent") for name in ("weight", "sampleWeight")]
    return regime == "weight-zero" and set(weights) == {"absent"}


def rows(dialect: Dialect) -> list[dict[str, str]]:
    """In a fixed order: the generator is deterministic, and so is the order of the factors."""
    factors = list(dialect.space)

    def legal(values: list[str]) -> bool:
        row = dict(zip(factors, values, strict=False))
        return not _impossible(dialect, row) and not any(rule(row) for rule in dialect.rules)

    found = AllPairs([list(dialect.space[factor]) for factor in factors], filter_func=legal)
    return [dict(zip(factors, values, strict=True)) for values in found]
