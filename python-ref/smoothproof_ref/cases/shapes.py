"""Shapes by rank: as small as they can be while no two axes that an implementation might confuse are equal."""

from __future__ import annotations

from smoothproof_ref.draws import Draws
from smoothproof_ref.variant import Variant

Shape = tuple[int, ...]


def class_axis(variant: Variant, row: dict[str, str], rank: int) -> int:
    """Where the classes lie: on ``axis`` where it is given, else on the variant's own."""
    axis = row.get("axis", "absent")
    return 0 if rank == 1 else (variant.class_axis if axis == "absent" else int(axis)) % rank


def _classes(variant: Variant, row: dict[str, str], draws: Draws) -> int:
    if row["regime"] in ("k1", "k2"):
        return int(row["regime"][1])
    if variant.core and variant.core.classes_without_ignore:
        least, most = variant.core.classes_without_ignore if row["ignore"] == "absent" else (3, 6)
        return draws.integer(least, most)
    return draws.integer(3, 5) if row["rank"] in ("1d", "2d") else draws.integer(3, 4)


def logit_shape(variant: Variant, row: dict[str, str], draws: Draws) -> Shape:
    """The shape of the first input."""
    classes = _classes(variant, row, draws)
    regime = row["regime"]
    batch = 3 if regime == "ignored-row" else 1 if classes >= 100 else draws.integer(2, 3)
    if regime == "empty-batch":
        batch = 0
    if row["rank"] == "1d":
        return (classes,)
    if row["rank"] == "2d":
        return (batch, classes)
    batch = min(batch, 2)
    steps = 2 if classes != 2 else 3
    rest = (steps,) if row["rank"] == "3d" else (steps, 2)
    axis = class_axis(variant, row, len(rest) + 2)
    return (batch, classes, *rest) if axis == 1 else (batch, *rest, classes)


def sample_weight_shape(variant: Variant, kind: str, losses: Shape, draws: Draws) -> Shape:
    """The losses' shape, or one that broadcasts against it.

    Keras turns losses [N] with weights [N, 1] into [N, 1]; TensorFlow.js broadcasts them to [N, N].
    """
    if kind != "broadcast":
        return losses
    if len(losses) == 0:
        return (1,)
    if len(losses) == 1:
        column = (losses[0], 1)
        return column if draws.integer(0, 1) and losses[0] else (1,)
    if variant.loss_per_label:
        return (losses[0], *(1,) * (len(losses) - 1)) if draws.integer(0, 1) else losses[-1:]
    return (losses[0], *(1,) * (len(losses) - 1))
