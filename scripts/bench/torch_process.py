"""PyTorch on one thread, eager and compiled: one process of the benchmark (see contend.mjs for the conversation).

    python torch_process.py GRAPH.onnx

It also writes the graph that onnx.mjs runs.
"""

import json
import math
import os
import resource
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import onnx  # noqa: E402
import torch  # noqa: E402
from onnx import TensorProto, helper  # noqa: E402
from smoothproof_ref.variants.opennmt import load_class  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

torch.set_num_threads(1)
LabelSmoothingLoss = load_class()
SMOOTHING = 0.1


class Simple(nn.Module):
    """The steps of the class that the article calls example 2."""

    def forward(self, x, target):
        logs = x.log_softmax(dim=-1)
        with torch.no_grad():
            q = torch.full_like(logs, SMOOTHING / (x.shape[-1] - 1))
            q.scatter_(1, target.unsqueeze(1), 1 - SMOOTHING)
        return torch.mean(torch.sum(-q * logs, dim=-1))


def graph(path):
    node = helper.make_node
    nodes = [
        node("LogSoftmax", ["logits"], ["logs"], axis=-1),
        node("Shape", ["logits"], ["shape"]),
        node("Gather", ["shape", "one"], ["classes64"]),
        node("Gather", ["shape", "zero"], ["rows64"]),
        node("Cast", ["classes64"], ["classes"], to=TensorProto.FLOAT),
        node("Cast", ["rows64"], ["rows"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["target", "axis"], ["at"]),
        node("GatherElements", ["logs", "at"], ["taken"], axis=1),
        node("ReduceMean", ["taken"], ["hard"], keepdims=0),
        node("ReduceMean", ["logs"], ["uniform"], keepdims=0),
        node("Sub", ["float_one", "smoothing"], ["kept"]),
        node("Mul", ["hard", "kept"], ["hard_part"]),
        node("Mul", ["uniform", "smoothing"], ["uniform_part"]),
        node("Add", ["hard_part", "uniform_part"], ["sum"]),
        node("Neg", ["sum"], ["loss"]),
        node("Exp", ["logs"], ["p"]),
        node("Div", ["smoothing", "classes"], ["share"]),
        node("Sub", ["p", "share"], ["slope"]),
        node("Div", ["slope", "rows"], ["scaled"]),
        node("Div", ["kept", "rows"], ["step"]),
        node("Neg", ["step"], ["minus"]),
        node("Shape", ["at"], ["at_shape"]),
        node("Expand", ["minus", "at_shape"], ["updates"]),
        node("ScatterElements", ["scaled", "at", "updates"], ["gradient"], axis=1, reduction="add"),
    ]
    model = helper.make_model(
        helper.make_graph(
            nodes,
            "loss",
            [
                helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", "K"]),
                helper.make_tensor_value_info("target", TensorProto.INT64, ["N"]),
                helper.make_tensor_value_info("smoothing", TensorProto.FLOAT, []),
            ],
            [
                helper.make_tensor_value_info("loss", TensorProto.FLOAT, []),
                helper.make_tensor_value_info("gradient", TensorProto.FLOAT, ["N", "K"]),
            ],
            [
                helper.make_tensor("zero", TensorProto.INT64, [], [0]),
                helper.make_tensor("one", TensorProto.INT64, [], [1]),
                helper.make_tensor("axis", TensorProto.INT64, [1], [1]),
                helper.make_tensor("float_one", TensorProto.FLOAT, [], [1.0]),
            ],
        ),
        opset_imports=[helper.make_opsetid("", 18)],
    )
    model.ir_version = 9
    onnx.save(model, path)


def inputs(rows, classes, *apart):
    x = torch.from_numpy(np.random.default_rng(1).normal(0, 2, (rows, classes, *apart)).astype(np.float32))
    return x.requires_grad_(), (torch.arange(rows * math.prod(apart)) * 7919 % classes).reshape(rows, *apart)


def of(loss, compiled=False, images=False):
    def prepare(rows, classes, *apart):
        if apart and not images:
            return {}
        x, target = inputs(rows, classes, *apart)
        made = loss(classes)
        if compiled:
            torch._dynamo.reset()
            made = torch.compile(made, dynamic=False)

        def both():
            x.grad = None
            value = made(x, target)
            value.backward()
            return value

        def alone():
            with torch.no_grad():
                return made(x, target)

        both()
        alone()
        return {"both": both, "loss": alone}

    return prepare


def smoothed(classes):
    return lambda x, target: F.cross_entropy(x, target, label_smoothing=SMOOTHING)


def opennmt(classes):
    # Its target is class 0 at no row: that is its padding.
    criterion = LabelSmoothingLoss(SMOOTHING, classes, ignore_index=0)
    return lambda x, target: criterion(x.log_softmax(dim=-1), target.clamp(min=1))


CONTENDERS = {
    "PyTorch eager": of(smoothed, images=True),
    "torch.compile": of(smoothed, compiled=True, images=True),
    "simple class, eager": of(lambda classes: Simple()),
    "OpenNMT-py class, eager": of(opennmt),
}


def main():
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    say = lambda message: print(json.dumps(message), file=out, flush=True)  # noqa: E731
    graph(sys.argv[1])
    say({"versions": {"torch": torch.__version__}, "contenders": list(CONTENDERS)})
    shape = name = None
    calls = {}
    for line in sys.stdin:
        asked = json.loads(line)
        if "shape" in asked:
            shape, name, calls = asked["shape"], None, {}
            say({})
            continue
        try:
            if asked["name"] != name:
                calls = {}
                name = asked["name"]
                calls = CONTENDERS[name](*shape)
            call = calls.get(asked["call"])
            if call is None:
                say({"none": True})
                continue
            faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            cpu, start = time.process_time(), time.perf_counter()
            value = call()
            wall, cpu = time.perf_counter() - start, time.process_time() - cpu
            faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults
            value = float(value) if asked.get("value") else None
            say({"wall": wall * 1000, "cpu": cpu * 1000, "faults": faults, "value": value})
        except Exception as error:  # noqa: BLE001
            say({"none": True, "reason": f"{type(error).__name__}: {error}"[:300]})


main()
