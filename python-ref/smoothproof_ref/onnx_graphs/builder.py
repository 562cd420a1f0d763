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
        """The value in another dtype."""
        return self.op("Cast", value, to=TYPES[dtype])

    def total(self, value: str, axis: int | None = None, keep: bool = False) -> str:
        """Sum along one axis, or of everything: then a scalar.

        Axes here count from the front: summing nothing, ONNX Runtime 1.30 takes a negative one for no axis at all.
        """
        axes = [] if axis is None else [self.constant([axis], "int64")]
        return self.op("ReduceSum", value, *axes, keepdims=int(keep))

    def size(self, value: str) -> str:
        """How many elements it has, as a float64."""
        return self.cast(self.op("Size", value), "float64")

    def log1p(self, y: str) -> str:
        """log(1 + y) to the last digits for small y, in plain operators: log(u) y / (u - 1) with u = 1 + y, rounded."""
        one = self.constant(1)
        u = self.op("Add", one, y)
        ratio = self.op("Div", self.op("Mul", self.op("Log", u), y), self.op("Sub", u, one))
        return self.op("Where", self.op("Equal", u, one), y, ratio)

    def log_softmax(self, x: str, axis: int) -> str:
        """(x - max) - log1p(rest): where one class has nearly all, LogSoftmax loses every digit.

        The rest is what the sum of exp(x - max) has beside one of the largest. A NaN or
        an infinite largest logit makes x - max NaN somewhere, and with it the sum and the whole row.
        """
        away = self.op("Sub", x, self.op("ReduceMax", x, self.constant([axis], "int64"), keepdims=1))
        is_largest = self.op("Equal", away, self.constant(0))
        others = self.total(self.op("Where", is_largest, self.constant(0), self.op("Exp", away)), axis, keep=True)
        twins = self.op("Sub", self.total(self.cast(is_largest, "float64"), axis, keep=True), self.constant(1))
        return self.op("Sub", away, self.log1p(self.op("Add", twins, others)))

    def name_output(self, value: str, name: str) -> None:
        """Gives a value the name of an output."""
        self.nodes.append(helper.make_node("Identity", [value], [name]))

    def model(
        self,
        inputs: Sequence[tuple[str, str, Sequence[str]]],
        outputs: Sequence[tuple[str, str, Sequence[str]]],
        opset: int,
    ) -> onnx.ModelProto:
        """Inputs and outputs as (name, dtype, axis names)."""

        def declared(values: Sequence[tuple[str, str, Sequence[str]]]) -> list[onnx.ValueInfoProto]:
            return [helper.make_tensor_value_info(name, TYPES[dtype], shape) for name, dtype, shape in values]

        graph = helper.make_graph(
            self.nodes, "loss", declared(inputs), declared(outputs), list(self.initializers.values())
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
