"""ONNX Runtime's SoftmaxCrossEntropyLoss, and SoftmaxCrossEntropyLossGrad where the build has it, in graphs of one call.

The operator has no smoothing. With mean or sum and neither weights nor an ignored class, its users smooth by its second
output, the log-probabilities: (1 - a) loss - a mean(log_prob).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from arrays import Arrays
from speak import Skip, phase

TYPES = {"float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE, "float16": TensorProto.FLOAT16}
CODES = (
    (r"Label value|indices element out of|label.*out of|Out of range value in index", "class-index-out-of-range"),
    (r"[Ww]eight", "weight-shape"),
    (r"reduction", "reduction-unknown"),
)


def run(options: dict[str, Any], inputs: Arrays, with_gradient: bool) -> tuple[np.ndarray, np.ndarray | None]:
    """Loss, and its gradient in the logits where it is wanted."""
    a, reduction = options.get("labelSmoothing", 0.0), options.get("reduction", "mean")
    ignored = options.get("ignoreIndex", -100)
    logits, target = inputs["logits"], inputs["target"]
    if target.dtype.kind == "f":
        raise Skip("SoftmaxCrossEntropyLoss takes class indices")
    if logits.ndim < 2:
        raise Skip("SoftmaxCrossEntropyLoss has its classes on axis 1")
    if logits.dtype.name not in TYPES:
        raise Skip("SoftmaxCrossEntropyLoss takes floating point numbers")
    if a != 0 and (with_gradient or reduction == "none" or "weight" in inputs or (target == ignored).any()):
        raise Skip("the operator has no smoothing, and the line that smooths has no weights, rows or ignored class")
    if not 0 <= a <= 1:
        raise Skip("smoothing is a line that its users write, which checks no range")
    if a != 0 and logits.size == 0:
        raise Skip("the line that smooths takes a mean, and an empty batch has none")
    feeds = {"logits": logits, "target": target}
    if "weight" in inputs:
        feeds["weight"] = inputs["weight"]
    named = {"reduction": reduction, "ignore_index": ignored}
    with_weight = ["weight"] if "weight" in inputs else []
    nodes = [helper.make_node("SoftmaxCrossEntropyLoss", ["logits", "target", *with_weight], ["hard", "log_prob"], **named)]
    if a != 0:
        rows = logits.size // logits.shape[1]
        share = (a / logits.shape[1]) / (rows if reduction == "mean" else 1)
        nodes += [
            constant("kept", 1 - a, logits.dtype),
            constant("share", share, logits.dtype),
            helper.make_node("Mul", ["kept", "hard"], ["kept_loss"]),
            helper.make_node("ReduceSum", ["log_prob"], ["sum"], keepdims=0),
            helper.make_node("Mul", ["share", "sum"], ["uniform"]),
            helper.make_node("Sub", ["kept_loss", "uniform"], ["loss"]),
        ]
    outputs = ["hard" if a == 0 else "loss"]
    if with_gradient:
        shape = target.shape if reduction == "none" else ()
        feeds["upstream"] = inputs.get("upstream", np.ones(shape, logits.dtype))
        slots = ["upstream", "log_prob", "target", *with_weight]
        nodes.append(helper.make_node("SoftmaxCrossEntropyLossGrad", slots, ["gradient"], domain="com.microsoft", **named))
        outputs.append("gradient")
    with phase("call"):
        results = session(nodes, feeds, outputs).run(outputs, feeds)
    return results[0], results[1] if with_gradient else None


def constant(name: str, value: float, dtype: np.dtype) -> Any:
    """A node that gives one number."""
    return helper.make_node("Constant", [], [name], value=helper.make_tensor(name, TYPES[dtype.name], [], [value]))


def session(nodes: Sequence[Any], feeds: dict[str, np.ndarray], outputs: Sequence[str]) -> onnxruntime.InferenceSession:
    """A graph of these nodes."""
    types = {**TYPES, "int64": TensorProto.INT64}
    floats = types[feeds["logits"].dtype.name]
    graph = helper.make_graph(
        nodes,
        "loss",
        [helper.make_tensor_value_info(name, types[array.dtype.name], array.shape) for name, array in feeds.items()],
        [helper.make_tensor_value_info(name, floats, None) for name in outputs],
    )
    sets = [helper.make_opsetid("", 13), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=sets, ir_version=8)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
