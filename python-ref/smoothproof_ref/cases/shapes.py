"""Shapes by rank: as small as they can be while no two axes that an implementation might confuse are equal."""

from __future__ import annotations

from smoothproof_ref.draws import Draws

Shape = tuple[int, ...]


def class_axis(variant: str, row: dict[str, str], rank: int) -> int:
    """Where the classes lie: axis 1 in torch and simple, ``axis`` in Keras, else the last."""
    if rank == 1:
        return 0
    if variant in ("torch", "simple"):
        return 1
    if row.get("axis", "absent") != "absent":
        return int(row["axis"])
    return rank - 1


def _classes(variant: str, row: dict[str, str], draws: Draws) -> int:
    if row["regime"] in ("k1", "k2"):
        return int(row["regime"][1])
    if variant == "opennmt":
        return draws.integer(100, 104) if row["ignore"] == "absent" else draws.integer(3, 6)
    return draws.integer(3, 5) if row["rank"] in ("1d", "2d") else draws.integer(3, 4)


def logit_shape(variant: str, row: dict[str, str], draws: Draws) -> Shape:
    """The shape of the first input."""
    classes = _classes(variant, row, draws)
    regime = row["regime"]
    batch = 3 if regime == "ignored-row" else 1 if variant == "opennmt" and classes >= 100 else draws.integer(2, 3)
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


def sample_weight_shape(variant: str, kind: str, losses: Shape, draws: Draws) -> Shape:
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
    if variant == "tfjs-sigmoid":
        return (losses[0], *(1,) * (len(losses) - 1)) if draws.integer(0, 1) else losses[-1:]
    return (losses[0], *(1,) * (len(losses) - 1))
