"""From a call by the protocol's names to a graph's inputs, and back: axes moved, absent inputs filled in."""

from __future__ import annotations

from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]

# Where each source has its classes; torch's single row has them on axis 0.
_CLASS_AXIS = {
    "equation1": lambda rank, options: rank - 1,
    "keras-binary": lambda rank, options: options.get("axis", -1) % rank,
    "keras-categorical": lambda rank, options: options.get("axis", -1) % rank,
    "opennmt": lambda rank, options: 1,
    "simple": lambda rank, options: 1,
    "tfjs-sigmoid": lambda rank, options: rank - 1,
    "tfjs-softmax": lambda rank, options: rank - 1,
    "torch": lambda rank, options: min(rank - 1, 1),
}
_DEFAULTS = {"labelSmoothing": 0.0, "ignoreIndex": -100, "reduction": None, "fromLogits": False}
_REDUCTIONS = {
    "equation1": "mean",
    "keras-binary": "sum_over_batch_size",
    "keras-categorical": "sum_over_batch_size",
    "tfjs-sigmoid": "sum_by_nonzero_weights",
    "tfjs-softmax": "sum_by_nonzero_weights",
    "torch": "mean",
}
_FIRST = ("logits", "logProbs", "probs")


def first_of(inputs: Arrays) -> str:
    """The name of the differentiated input."""
    return next(name for name in _FIRST if name in inputs)


class Call:
    """One call, resolved as its source resolves it."""

    def __init__(self, variant: str, options: dict[str, Any], inputs: Arrays) -> None:
        self.variant, self.inputs = variant, inputs
        self.first = first_of(inputs)
        self.options = {**_DEFAULTS, "reduction": _REDUCTIONS.get(variant), **options}
        self.keras = variant.startswith("keras")
        if self.keras and self.options["reduction"] == "mean":
            self.options["reduction"] = "sum_over_batch_size"
        self.x = inputs[self.first]
        self.class_axis = _CLASS_AXIS[variant](self.x.ndim, self.options)
        self.softmax_axis = self.options.get("dim", -1) % self.x.ndim if variant == "simple" else self.class_axis
        self.target = "distribution" if inputs["target"].shape == self.x.shape else "indices"

    @property
    def losses(self) -> tuple[int, ...]:
        """Shape of the row losses."""
        if self.variant == "tfjs-sigmoid":
            return self.x.shape
        return self.x.shape[: self.class_axis] + self.x.shape[self.class_axis + 1 :]

    @property
    def weight(self) -> np.ndarray:
        """Sample weights as the source lines them up; where there are none, those that change nothing."""
        if "sampleWeight" not in self.inputs:
            return np.ones(self.losses if self.keras else (), self.x.dtype)
        weight = self.inputs["sampleWeight"]
        return _keras_aligned(self.losses, weight) if self.keras else weight

    @property
    def weighted(self) -> tuple[int, ...]:
        """Shape of the weighted row losses."""
        return np.broadcast_shapes(self.losses, self.weight.shape)


def matches(entry: dict[str, Any], call: Call) -> bool:
    """Whether a graph is the one for a call."""
    layout, options = entry["layout"], dict(call.options)
    if "unreduced" in layout and [*call.weighted] in layout["unreduced"]:
        options["reduction"] = "none"
    baked = all(options.get(name) == value for name, value in entry["options"].items())
    same = (entry["variant"], entry["target"], entry["dtype"]) == (call.variant, call.target, call.x.dtype.name)
    if not baked or not same:
        return False
    if layout["kind"] == "merged":
        return ("softmax" in layout["axes"]) == (call.softmax_axis != call.class_axis)
    return call.x.ndim in layout["ranks"] and call.class_axis - call.x.ndim == layout["classes"]


def _order(call: Call, layout: dict[str, Any]) -> list[int]:
    """The first input's axes in the order of a merged layout."""
    named = {"classes": call.class_axis, "softmax": call.softmax_axis}
    placed = [named[name] for name in layout["axes"] if name != "rest"]
    rest = [axis for axis in range(call.x.ndim) if axis not in placed]
    return [*rest, *placed]


def _merged(values: np.ndarray, order: list[int], kept: int) -> np.ndarray:
    moved = values.transpose(order)
    size = int(np.prod(moved.shape[: moved.ndim - kept], dtype=np.int64))
    return moved.reshape(size, *moved.shape[moved.ndim - kept :])


def _without(order: list[int], axis: int) -> list[int]:
    """The order of the axes that are left once one is gone."""
    return [other - (other > axis) for other in order if other != axis]


def _keras_aligned(losses: tuple[int, ...], weight: np.ndarray) -> np.ndarray:
    """Keras lines up ranks that differ by one before it multiplies: [N] and [N, 1] are row by row, not [N, N]."""
    if weight.ndim == len(losses) + 1 and weight.shape[-1] == 1:
        return weight[..., 0]
    if len(losses) == weight.ndim + 1 and losses[-1] == 1:
        return weight[..., None]
    return weight


def _leading(values: np.ndarray, rank: int) -> np.ndarray:
    return values.reshape((1,) * (rank - values.ndim) + values.shape)


def _merged_feeds(entry: dict[str, Any], call: Call, upstream_rank: int) -> Arrays:
    layout = entry["layout"]
    order = _order(call, layout)
    kept = len(layout["axes"]) - 1
    first = _merged(call.x, order, kept)
    if call.target == "distribution":
        target = _merged(call.inputs["target"], order, kept)
    else:
        target = _merged(call.inputs["target"], _without(order, call.class_axis), kept - 1)
    upstream = call.inputs.get("upstream", np.ones((), call.x.dtype))
    if upstream_rank:
        upstream = np.broadcast_to(upstream.reshape(-1), first.shape[:1]).copy()
    weight = call.inputs.get("weight", np.ones(call.x.shape[call.class_axis], call.x.dtype))
    return {call.first: first, "target": target, "weight": weight, "upstream": upstream}


def _leading_feeds(call: Call, weight_rank: int, upstream_rank: int) -> Arrays:
    upstream = call.inputs.get("upstream", np.ones((), call.x.dtype))
    if upstream_rank:
        shaped = upstream.reshape(call.weighted) if upstream.size != 1 else upstream.reshape(())
        upstream = _leading(np.broadcast_to(shaped, call.weighted), upstream_rank).copy()
    return {
        call.first: _leading(call.x, 3),
        "target": _leading(call.inputs["target"], 3),
        "sampleWeight": _leading(call.weight, weight_rank),
        "upstream": upstream,
    }


def feeds(entry: dict[str, Any], call: Call) -> Arrays:
    """The graph's inputs."""
    ranks = {i["name"]: len(i["shape"]) for i in entry["inputs"]}
    if entry["layout"]["kind"] == "merged":
        result = _merged_feeds(entry, call, ranks["upstream"])
    else:
        result = _leading_feeds(call, ranks["sampleWeight"], ranks["upstream"])
    for given in entry["inputs"]:
        if given["name"] in ("labelSmoothing", "ignoreIndex", "numClasses"):
            result[given["name"]] = np.asarray(call.options[given["name"]], dtype=given["dtype"])
    return {name: result[name] for name in ranks}


def gradient_of(entry: dict[str, Any], call: Call, gradient: np.ndarray) -> np.ndarray:
    """The gradient in the shape of the first input as given."""
    if entry["layout"]["kind"] == "leading":
        return gradient.reshape(call.x.shape)
    order = _order(call, entry["layout"])
    moved = gradient.reshape([call.x.shape[axis] for axis in order])
    return moved.transpose(np.argsort(order))
