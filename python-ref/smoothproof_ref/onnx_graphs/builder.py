"""Writes ONNX nodes one by one: the few lines between onnx.helper and a formula that can be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TYPES = {"float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE, "int64": TensorProto.INT64}


class Builder:
    """A graph that grows; every method returns the name of the value it made.

    ``prefix`` keeps the names apart from those of a graph that the nodes are put into.
    """

    def __init__(self, prefix: str = "v") -> None:
        self.prefix = prefix
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[tuple[str, str, tuple[int, ...]], onnx.TensorProto] = {}

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """One node with one output."""
        name = f"{self.prefix}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, values: Any, dtype: str = "float64") -> str:
        """A number or a list of them; the same one is stored once."""
        array = np.asarray(values, dtype=dtype)
        key = (dtype, array.tobytes().hex(), array.shape)
        if key not in self.initializers:
            name = f"{self.prefix}c{len(self.initializers)}"
            self.initializers[key] = numpy_helper.from_array(array, name)
        return self.initializers[key].name

    def cast(self, value: str, dtype: str) -> str:
        return self.op("Cast", value, to=TYPES[dtype])

    def total(self, value: str, axis: int | None = None, keep: bool = False) -> str:
        """Sum along one axis, or of everything: then a scalar."""
        axes = [] if axis is None else [self.constant([axis], "int64")]
        return self.op("ReduceSum", value, *axes, keepdims=int(keep))

    def size(self, value: str) -> str:
        return self.cast(self.op("Size", value), "float64")

    def log1p(self, y: str) -> str:
        """log(1 + y) to the last digits for small y, in plain operators: log(u) y / (u - 1) with u = 1 + y, rounded."""
        one = self.constant(1)
        u = self.op("Add", one, y)
        ratio = self.op("Div", self.op("Mul", self.op("Log", u), y), self.op("Sub", u, one))
        return self.op("Where", self.op("Equal", u, one), y, ratio)

    def log_softmax(self, x: str, axis: int) -> str:
        """(x - max) - log1p(sum of the others): where one class has nearly all, LogSoftmax loses every digit.

        max - max is 0, or NaN where the largest logit is infinite or NaN: then the whole row is.
        """
        largest = self.op("ReduceMax", x, self.constant([axis], "int64"), keepdims=1)
        away = self.op("Sub", x, largest)
        width = self.op("Gather", self.op("Shape", x), self.constant(axis, "int64"))
        zero, one = self.constant(0, "int64"), self.constant(1, "int64")
        places = self.op("Range", zero, width, one)
        at = self.op("ArgMax", x, axis=axis, keepdims=1)
        if axis != -1:
            # Trailing axes of length 1 line the places up with their own axis; only axis 1 of 2 or 3 comes here.
            rank = self.op("Size", self.op("Shape", x))
            trailing = self.op("Sub", rank, self.constant(axis + 1, "int64"))
            ones = self.op(
                "ConstantOfShape",
                self.op("Unsqueeze", trailing, self.constant([0], "int64")),
                value=helper.make_tensor("", TensorProto.INT64, [1], [1]),
            )
            shape = self.op("Concat", self.op("Unsqueeze", width, self.constant([0], "int64")), ones, axis=0)
            places = self.op("Reshape", places, shape)
        others = self.op("Where", self.op("Equal", places, at), self.constant(0), self.op("Exp", away))
        rest = self.total(others, axis, keep=True)
        log_sum = self.op("Add", self.log1p(rest), self.op("Sub", largest, largest))
        return self.op("Sub", away, log_sum)

    def name_output(self, value: str, name: str) -> None:
        """Gives a value the name of an output."""
        self.nodes.append(helper.make_node("Identity", [value], [name]))

    def model(
        self,
        inputs: Sequence[tuple[str, str, Sequence[str] | None]],
        outputs: Sequence[tuple[str, str, Sequence[str] | None]],
        opset: int,
    ) -> onnx.ModelProto:
        """Inputs and outputs as (name, dtype, axis names); None for any rank."""

        def declared(values: Sequence[tuple[str, str, Sequence[str] | None]]) -> list[onnx.ValueInfoProto]:
            return [helper.make_tensor_value_info(name, TYPES[dtype], shape) for name, dtype, shape in values]

        graph = helper.make_graph(
            self.nodes, "loss", declared(inputs), declared(outputs), list(self.initializers.values())
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
