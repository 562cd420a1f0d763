"""A small deterministic covering array: every legal pair of values appears in at least one row."""

from __future__ import annotations

from itertools import combinations

from smoothproof_ref.cases.space import forbidden
from smoothproof_ref.variant import Variant

Pair = tuple[tuple[str, str], tuple[str, str]]


def _complete(variant: Variant, fixed: dict[str, str], todo: set[Pair], order: list[str]) -> dict[str, str] | None:
    """Fills the free factors, each with the legal value that covers most pairs still to do; backtracks."""
    free = [factor for factor in order if factor not in fixed]
    if not free:
        return fixed
    factor = free[0]
    options = []
    for rank, value in enumerate(variant.space[factor]):
        if any(forbidden(variant, (factor, value), item) for item in fixed.items()):
            continue
        gain = sum(_key(order, (factor, value), item) in todo for item in fixed.items())
        options.append((-gain, rank, value))
    for _, _, value in sorted(options):
        done = _complete(variant, {**fixed, factor: value}, todo, order)
        if done is not None:
            return done
    return None


def _key(order: list[str], left: tuple[str, str], right: tuple[str, str]) -> Pair:
    return (left, right) if order.index(left[0]) < order.index(right[0]) else (right, left)


def rows(variant: Variant) -> list[dict[str, str]]:
    """Assignments that together hold every legal pair; factors in the space's order.

    Legal pairs that no full assignment can hold stop the build: they belong into the table of rules, with a reason.
    """
    space = variant.space
    order = list(space)
    todo = {
        ((f, v), (g, w))
        for f, g in combinations(order, 2)
        for v in space[f]
        for w in space[g]
        if not forbidden(variant, (f, v), (g, w))
    }
    position = {(f, v): (order.index(f), space[f].index(v)) for f in order for v in space[f]}
    result = []
    while todo:
        first = min(todo, key=lambda pair: (position[pair[0]], position[pair[1]]))
        # The factor that the fewest rules touch comes last, so that choices are made where they are scarce.
        row = _complete(variant, dict(first), todo, order)
        if row is None:
            raise ValueError(f"{variant.id}: no case can hold {first}: add a rule that says why")
        result.append({factor: row[factor] for factor in order})
        todo -= {(a, b) for a, b in combinations(result[-1].items(), 2)}
    return result
