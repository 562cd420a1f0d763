"""What every oracle graph gets before it is written: the digits LogSoftmax loses, short names, no traces."""

from __future__ import annotations

from collections.abc import Iterable

import onnx
from onnx import helper

from smoothproof_ref.onnx_graphs.builder import TYPES, Builder


def exact_log_softmax(model: onnx.ModelProto) -> onnx.ModelProto:
    """Each LogSoftmax as (x - max) - log1p(rest), so that a confident row keeps its digits: see Builder."""
    graph = model.graph
    nodes: list[onnx.NodeProto] = []
    for number, node in enumerate(graph.node):
        if node.op_type != "LogSoftmax":
            nodes.append(node)
            continue
        axis = helper.get_node_attr_value(node, "axis")
        b = Builder(f"exact{number}_")
        b.name_output(b.log_softmax(node.input[0], axis), node.output[0])
        nodes.extend(b.nodes)
        graph.initializer.extend(b.initializers.values())
    del graph.node[:]
    graph.node.extend(nodes)
    return model


def narrowed(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph for float32: its float inputs widened, computed in float64 as before, both results rounded once."""
    narrow = onnx.ModelProto()
    narrow.CopyFrom(model)
    graph = narrow.graph
    before, after = [], []
    for value in graph.input:
        if value.type.tensor_type.elem_type == TYPES["float64"] and value.name != "labelSmoothing":
            value.type.tensor_type.elem_type = TYPES["float32"]
            before.append(helper.make_node("Cast", [value.name], [f"wide_{value.name}"], to=TYPES["float64"]))
    widened = {node.input[0]: node.output[0] for node in before}
    for value in graph.output:
        value.type.tensor_type.elem_type = TYPES["float32"]
        after.append(helper.make_node("Cast", [f"wide_{value.name}"], [value.name], to=TYPES["float32"]))
        widened[value.name] = f"wide_{value.name}"
    for node in graph.node:
        node.input[:] = [widened.get(name, name) for name in node.input]
        node.output[:] = [widened.get(name, name) for name in node.output]
    nodes = [*before, *graph.node, *after]
    del graph.node[:]
    graph.node.extend(nodes)
    return narrow


def _renamed(model: onnx.ModelProto) -> None:
    """Inner values named by their order; an exporter's names are long and say nothing."""
    graph = model.graph
    kept = {value.name for value in (*graph.input, *graph.output)}
    names: dict[str, str] = {"": ""}

    def short(name: str) -> str:
        if name in kept:
            return name
        return names.setdefault(name, f"v{len(names)}")

    for tensor in graph.initializer:
        tensor.name = short(tensor.name)
    for node in graph.node:
        node.name = ""
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]


def _used(model: onnx.ModelProto) -> None:
    """Without initializers that no node reads any more."""
    read = {name for node in model.graph.node for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in read]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)


def tidied(model: onnx.ModelProto, properties: Iterable[tuple[str, str]]) -> bytes:
    """The file's bytes: stripped of names, traces and shapes that only the exporter needed, with provenance."""
    graph = model.graph
    _used(model)
    _renamed(model)
    del graph.value_info[:]
    del graph.metadata_props[:]
    graph.name = "loss"
    graph.doc_string = ""
    for node in graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*graph.input, *graph.output, *graph.initializer):
        value.doc_string = ""
        del value.metadata_props[:]
    finish(model, properties)
    return model.SerializeToString(deterministic=True)


def finish(model: onnx.ModelProto, properties: Iterable[tuple[str, str]]) -> None:
    """Producer and provenance, and the check that it is a model at all."""
    model.producer_name = "smoothproof-ref"
    model.producer_version = ""
    del model.metadata_props[:]
    for key, value in properties:
        model.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(model, full_check=True)
