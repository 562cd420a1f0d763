"""Which oracle graphs there are: one per variant and choice that changes the operators, everything else an input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import onnx

from smoothproof_ref.onnx_graphs import composed, torch_losses
from smoothproof_ref.onnx_graphs.tidy import exact_log_softmax
from smoothproof_ref.onnx_graphs.traced import traced_graph

Shape = tuple[str, ...]
Inputs = dict[str, tuple[str, Shape]]

# How the first input is laid out before the call. Either its axes are put in this order, all others merged into
# ``rest``; or axes of length 1 are put in front up to ``rank``, with the classes on axis ``classes`` from the end.
# Losses of an ``unreduced`` shape the source returns as they are: they take the graph of none, whatever is asked for.
ROWS = {"kind": "merged", "axes": ["rest", "classes"]}
ACROSS = {"kind": "merged", "axes": ["rest", "classes", "softmax"]}


# Choices of Keras' losses that no golden vector makes: a graph for them would be checked against nothing.
_UNPROVED = {(True, 1, "mean_with_sample_weight")}


def _leading(classes: int, ranks: tuple[int, ...]) -> dict[str, Any]:
    return {"kind": "leading", "rank": 3, "classes": classes, "ranks": [*ranks]}


@dataclass(frozen=True)
class Oracle:
    """One graph, before it is made.

    options: those it has baked in, by the protocol's names; a call must agree with them.
    made: a key of MADE. build: the float64 graph; Keras' clip needs to know for which dtype.
    """

    name: str
    variant: str
    target: str
    options: dict[str, Any]
    inputs: Inputs
    layout: dict[str, Any]
    made: str
    build: Callable[[str], onnx.ModelProto] = field(repr=False)
    depends_on_dtype: bool = False


# How a graph was made, by the words that the index uses.
MADE = {
    "traced": "torch operators and torch's autograd, traced by make_fx, written by torch.onnx.export(dynamo=True); "
    "LogSoftmax then spelled out with log1p",
    "composed": "composed of ONNX operators from the lines of the source",
}
PACKAGES = {"traced": ("torch", "onnx", "onnxscript"), "composed": ("onnx",)}
_SCALAR = ("float64", ())
_INDEX = ("int64", ())


def _traced(loss: Callable[..., Any], inputs: Inputs) -> Callable[[str], onnx.ModelProto]:
    return lambda _: exact_log_softmax(traced_graph(loss, inputs))


def _target(kind: str) -> tuple[str, Shape]:
    return ("int64", ("N",)) if kind == "indices" else ("float64", ("N", "K"))


def _upstream(reduction: str) -> tuple[str, Shape]:
    return ("float64", ("N",) if reduction == "none" else ())


def _torch() -> Iterator[Oracle]:
    for reduction in ("mean", "sum", "none"):
        for kind in ("indices", "distribution"):
            loss = getattr(torch_losses, f"torch_{kind}")(reduction)
            ignored: Inputs = {"ignoreIndex": _INDEX} if kind == "indices" else {}
            inputs: Inputs = {
                "logits": ("float64", ("N", "K")),
                "target": _target(kind),
                "labelSmoothing": _SCALAR,
                **ignored,
                "weight": ("float64", ("K",)),
                "upstream": _upstream(reduction),
            }
            name, options = f"torch.{reduction}.{kind}", {"reduction": reduction}
            build = _traced(loss, inputs)
            yield Oracle(name, "torch", kind, options, inputs, ROWS, "traced", build)


def _equation1() -> Iterator[Oracle]:
    for reduction in ("mean", "sum", "none"):
        for kind in ("indices", "distribution"):
            inputs: Inputs = {
                "logits": ("float64", ("N", "K")),
                "target": _target(kind),
                "labelSmoothing": _SCALAR,
                "upstream": _upstream(reduction),
            }
            name, options = f"equation1.{reduction}.{kind}", {"reduction": reduction}
            build = _traced(torch_losses.equation1(kind, reduction), inputs)
            yield Oracle(name, "equation1", kind, options, inputs, ROWS, "traced", build)


def _simple() -> Iterator[Oracle]:
    for across in (False, True):
        logits: Shape = ("N", "K", "D") if across else ("N", "K")
        inputs: Inputs = {
            "logits": ("float64", logits),
            "target": ("int64", logits[:1] + logits[2:]),
            "labelSmoothing": _SCALAR,
            "numClasses": _SCALAR,
            "upstream": _SCALAR,
        }
        name = "simple.across.indices" if across else "simple.mean.indices"
        layout = ACROSS if across else ROWS
        build = _traced(torch_losses.simple(across), inputs)
        yield Oracle(name, "simple", "indices", {}, inputs, layout, "traced", build)


def _opennmt() -> Iterator[Oracle]:
    inputs: Inputs = {
        "logProbs": ("float64", ("N", "K")),
        "target": ("int64", ("N",)),
        "labelSmoothing": _SCALAR,
        "ignoreIndex": _INDEX,
        "upstream": _SCALAR,
    }
    build = _traced(torch_losses.opennmt(), inputs)
    yield Oracle("opennmt.sum.indices", "opennmt", "indices", {}, inputs, ROWS, "traced", build)


def _keras() -> Iterator[Oracle]:
    for variant in ("keras-categorical", "keras-binary"):
        compose = getattr(composed, variant.replace("-", "_"))
        for from_logits in (False, True):
            first = "logits" if from_logits else "probs"
            for axis, ranks in ((2, (1, 2, 3)), (1, (2, 3))):
                for reduction in ("sum_over_batch_size", "sum", "none", "mean_with_sample_weight"):
                    if (from_logits, axis, reduction) in _UNPROVED:
                        continue
                    yield Oracle(
                        f"{variant}.{reduction}.{first}{'' if axis == 2 else '.axis-2'}",
                        variant,
                        "distribution",
                        {"fromLogits": from_logits, "reduction": reduction},
                        composed.composed_inputs(first, reduction),
                        {**_leading(axis - 3, ranks), "unreduced": [[], [0]]},
                        "composed",
                        lambda dtype, c=compose, f=from_logits, a=axis, r=reduction: c(f, a, r, dtype),
                        depends_on_dtype=True,
                    )


def _tfjs() -> Iterator[Oracle]:
    for reduction in ("sum_by_nonzero_weights", "mean", "sum", "none"):
        options = {"reduction": reduction}
        inputs = composed.composed_inputs("logits", reduction)
        # Axis 1 of the logits as given: the classes for ranks 1 and 2, the axis before them for rank 3.
        for name, counted, ranks in (("", 2, (1, 2)), (".rank3", 1, (3,))):
            yield Oracle(
                f"tfjs-softmax.{reduction}{name}",
                "tfjs-softmax",
                "distribution",
                options,
                inputs,
                _leading(-1, ranks),
                "composed",
                lambda _, k=counted, r=reduction: composed.tfjs_softmax(k, r),
            )
        yield Oracle(
            f"tfjs-sigmoid.{reduction}",
            "tfjs-sigmoid",
            "distribution",
            options,
            composed.composed_inputs("logits", reduction, each=True),
            _leading(-1, (0, 1, 2, 3)),
            "composed",
            lambda _, r=reduction: composed.tfjs_sigmoid(r),
        )


def oracles() -> Iterator[Oracle]:
    """All of them, in the order of the index."""
    yield from _equation1()
    yield from _keras()
    yield from _opennmt()
    yield from _simple()
    yield from _tfjs()
    yield from _torch()
