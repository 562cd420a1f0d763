"""Graphs as people export them: torch.onnx.export of a loss module, and what the graph then computes.

torch 2.15's exporter turns cross_entropy into ONNX's SoftmaxCrossEntropyLoss, which has no label smoothing, and says
nothing. Each graph here is run beside its module, with the module's smoothing and without, so that what an entry says
was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from smoothproof_ref.failure import GenerationError
from smoothproof_ref.onnx_graphs.traced import export_quietly
from smoothproof_ref.onnx_graphs.verify import session_of
from smoothproof_ref.variants.opennmt import load_class

ROWS, CLASSES = 4, 8
WEIGHTS = [float(k) for k in range(1, CLASSES + 1)]
_DISTINCT = 1e-3
_EQUAL = 1e-5


class ExportableSimple(nn.Module):
    """The simple class with its target filled and scattered out of place: as commonly written it does not export."""

    def __init__(self, classes: int, smoothing: float = 0.0, dim: int = -1) -> None:
        super().__init__()
        self.classes, self.smoothing, self.dim = classes, smoothing, dim

    def forward(self, predictions: Tensor, target: Tensor) -> Tensor:
        """predictions: logits [N, K]; target: class indices [N]."""
        log_p = predictions.log_softmax(self.dim)
        q = torch.full_like(log_p, self.smoothing / (self.classes - 1))
        q = q.scatter(1, target.unsqueeze(1), 1 - self.smoothing)
        return (-q * log_p).sum(self.dim).mean()


@dataclass(frozen=True)
class Exported:
    """One module and how it is exported.

    code: what one types. module: of a label smoothing. meant and computes: the options of ``variant`` that the module
    has and that the graph is found to have; None where ONNX Runtime refuses the graph.
    """

    name: str
    code: str
    variant: str
    module: Callable[[float], nn.Module] = field(repr=False)
    meant: dict[str, Any]
    computes: dict[str, Any] | None
    decomposed: bool = False
    dynamic: bool = False
    target: str = "indices"

    def arguments(self) -> tuple[Tensor, Tensor]:
        """Logits (or log-probabilities) and a target that hits several classes, 0 among them."""
        logits = ((torch.arange(ROWS * CLASSES) * 37 % 41).reshape(ROWS, CLASSES) / 8 - 2).float()
        if self.variant == "opennmt":
            logits = logits.log_softmax(1)
        if self.target == "distribution":
            return logits, (logits.flip(1) / 4).softmax(1)
        return logits, torch.tensor([1, 0, 5, 7])

    def exported(self) -> onnx.ModelProto:
        """The exporter's graph, less the traces that name files of this machine."""
        module, arguments = self.module(self.meant["labelSmoothing"]).eval(), self.arguments()
        settings: dict[str, Any] = {"input_names": ["input", "target"], "output_names": ["loss"]}
        if self.decomposed:
            program = torch.export.export(module, arguments).run_decompositions()
            model = export_quietly(program, (), **settings)
        else:
            sizes = ({0: "N", 1: "K"}, {0: "N"})
            model = export_quietly(module, arguments, **settings, **({"dynamic_shapes": sizes} if self.dynamic else {}))
        for node in model.graph.node:
            kept = [p for p in node.metadata_props if not p.key.endswith("stack_trace")]
            del node.metadata_props[:]
            node.metadata_props.extend(kept)
        return model

    def check(self, content: bytes) -> None:
        """That the graph computes what ``computes`` says, and not the other."""
        logits, target = self.arguments()
        try:
            session = session_of(content)
        except Exception as refusal:
            if self.computes is None:
                return
            raise GenerationError(f"{self.name}: ONNX Runtime refuses the graph: {refusal}") from refusal
        if self.computes is None:
            raise GenerationError(f"{self.name}: expected a graph that ONNX Runtime refuses, got one that loads")
        feeds = {given.name: value.numpy() for given, value in zip(session.get_inputs(), (logits, target), strict=True)}
        (got,) = session.run(None, feeds)
        for smoothing in {0.0, self.meant["labelSmoothing"]}:
            if not self._takes(smoothing):
                continue
            distance = float(np.max(np.abs(got - self.module(smoothing)(logits, target).numpy())))
            equal = smoothing == self.computes["labelSmoothing"]
            if (distance > _EQUAL) if equal else (distance < _DISTINCT):
                raise GenerationError(f"{self.name}: {distance:.3g} from its module with label smoothing {smoothing}")

    def _takes(self, smoothing: float) -> bool:
        return self.variant != "opennmt" or smoothing > 0


def _typed(what: str, more: str = "") -> str:
    """What one types to export something."""
    return f"torch.onnx.export({what}, dynamo=True{more})"


def _cross_entropies() -> Iterator[Exported]:
    """nn.CrossEntropyLoss with each of its options, which loses the smoothing; and decomposed first, which keeps it."""
    weighted = {"weight": torch.tensor(WEIGHTS)}
    choices: list[tuple[str, float, dict[str, Any], dict[str, Any], bool]] = [
        ("", 0.1, {}, {}, False),
        ("-0.9", 0.9, {}, {}, False),
        ("-sum", 0.1, {"reduction": "sum"}, {"reduction": "sum"}, False),
        ("-none", 0.1, {"reduction": "none"}, {"reduction": "none"}, False),
        ("-weight", 0.1, weighted, {"weight": WEIGHTS}, False),
        ("-ignore-index", 0.1, {"ignore_index": 0}, {"ignoreIndex": 0}, False),
        ("-weight-ignore-index-sum", 0.1, {**weighted, "ignore_index": 5, "reduction": "sum"},
         {"weight": WEIGHTS, "ignoreIndex": 5, "reduction": "sum"}, False),
        ("-dynamic", 0.1, {}, {}, True),
    ]  # fmt: skip
    for suffix, smoothing, settings, options, dynamic in choices:
        for decomposed in (False, True):
            if decomposed and dynamic:
                continue

            def module(a: float, settings: dict[str, Any] = settings) -> nn.Module:
                return nn.CrossEntropyLoss(label_smoothing=a, **settings)

            words = "".join(f", {k}={'…' if k == 'weight' else repr(v)}" for k, v in settings.items())
            made = f"nn.CrossEntropyLoss(label_smoothing={smoothing}{words})"
            code = _typed(f"{made}, (logits, target)", ", dynamic_shapes=…" if dynamic else "")
            if decomposed:
                code = _typed(f"torch.export.export({made}, (logits, target)).run_decompositions()")
            yield Exported(
                f"{'decomposed' if decomposed else 'cross-entropy'}{suffix}",
                code,
                "torch",
                module,
                {"labelSmoothing": smoothing, **options},
                {"labelSmoothing": smoothing if decomposed else 0.0, **options},
                decomposed,
                dynamic,
            )


def exports() -> Iterator[Exported]:
    """All of them."""
    yield from _cross_entropies()
    yield Exported(
        "cross-entropy-probabilities",
        _typed("nn.CrossEntropyLoss(label_smoothing=0.1), (logits, probabilities)"),
        "torch",
        lambda a: nn.CrossEntropyLoss(label_smoothing=a),
        {"labelSmoothing": 0.1},
        None,
        target="distribution",
    )
    yield Exported(
        "opennmt",
        _typed(f"onmt.utils.loss.LabelSmoothingLoss(0.1, {CLASSES}, ignore_index=1), (log_probs, target)"),
        "opennmt",
        lambda a: load_class()(a, CLASSES, ignore_index=1),
        {"labelSmoothing": 0.1, "numClasses": CLASSES, "ignoreIndex": 1},
        {"labelSmoothing": 0.1, "numClasses": CLASSES, "ignoreIndex": 1},
    )
    yield Exported(
        "simple",
        _typed(f"SimpleLabelSmoothing({CLASSES}, 0.1), (logits, target)") + ", with full_like and scatter",
        "simple",
        lambda a: ExportableSimple(CLASSES, a),
        {"labelSmoothing": 0.1, "numClasses": CLASSES},
        {"labelSmoothing": 0.1, "numClasses": CLASSES},
    )
