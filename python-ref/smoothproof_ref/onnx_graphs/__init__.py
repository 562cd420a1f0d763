"""The ONNX oracle graphs, and graphs as people export them, as files below fixtures/onnx/."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import Any

import onnx

from smoothproof_ref.onnx_graphs.exported import Exported, exports
from smoothproof_ref.onnx_graphs.oracle import MADE, PACKAGES, Inputs, Oracle, oracles
from smoothproof_ref.onnx_graphs.tidy import narrowed, tidied
from smoothproof_ref.onnx_graphs.traced import OPSET
from smoothproof_ref.onnx_graphs.verify import BOUNDS, vectors_of, verified
from smoothproof_ref.write import text_of

FOLDER = "onnx"
INDEX = f"{FOLDER}/index.json"
_SHORT = {"float32": "f32", "float64": "f64"}


def _versions(packages: tuple[str, ...]) -> dict[str, str]:
    return {package: version(package) for package in packages}


def _declared(inputs: Inputs, dtype: str) -> list[dict[str, Any]]:
    """Inputs as the graph has them: a float32 graph still takes its smoothing as float64, as its source does."""
    return [
        {
            "name": name,
            "dtype": dtype if kind == "float64" and name != "labelSmoothing" else kind,
            "shape": [*shape],
        }
        for name, (kind, shape) in inputs.items()
    ]


def _outputs(inputs: Inputs, dtype: str) -> list[dict[str, Any]]:
    first = next(iter(inputs.values()))
    return [
        {"name": "loss", "dtype": dtype, "shape": [*inputs["upstream"][1]]},
        {"name": "gradient", "dtype": dtype, "shape": [*first[1]]},
    ]


def _entry(oracle: Oracle, dtype: str) -> dict[str, Any]:
    return {
        "file": f"{FOLDER}/{oracle.name}.{_SHORT[dtype]}.onnx",
        "variant": oracle.variant,
        "dtype": dtype,
        "target": oracle.target,
        "options": oracle.options,
        "layout": oracle.layout,
        "inputs": _declared(oracle.inputs, dtype),
        "outputs": _outputs(oracle.inputs, dtype),
        "made": oracle.made,
    }


def _properties(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """The same facts inside the file, for whoever has only the file."""
    told = {name: entry[name] for name in ("variant", "dtype", "target", "options", "layout")}
    flat = {f"smoothproof.{name}": value for name, value in told.items()}
    flat["smoothproof.made"] = MADE[entry["made"]]
    flat["smoothproof.versions"] = _versions(PACKAGES[entry["made"]])
    return [(key, value if isinstance(value, str) else json.dumps(value)) for key, value in flat.items()]


def _oracle_files(oracle: Oracle, vectors: list[dict[str, Any]]) -> dict[str, tuple[dict[str, Any], bytes]]:
    found = {}
    wide: onnx.ModelProto | None = None
    for dtype in _SHORT:
        entry = _entry(oracle, dtype)
        if wide is None or oracle.depends_on_dtype:
            wide = oracle.build(dtype)
        model = onnx.ModelProto()
        model.CopyFrom(narrowed(wide) if dtype == "float32" else wide)
        content = tidied(model, _properties(entry))
        verified(entry, content, vectors)
        entry["sha256"] = hashlib.sha256(content).hexdigest()
        found[entry["file"]] = (entry, content)
    return found


def _exported_file(exported: Exported) -> tuple[dict[str, Any], bytes]:
    model = exported.exported()
    content = model.SerializeToString(deterministic=True)
    exported.check(content)
    path = f"{FOLDER}/exported/{exported.name}.onnx"
    return {
        "file": path,
        "variant": exported.variant,
        "meant": exported.meant,
        "computes": exported.computes,
        "made": exported.code,
        "sha256": hashlib.sha256(content).hexdigest(),
    }, content


def graphs() -> dict[str, bytes]:
    """Every file by its path below fixtures/, index included. Raises GenerationError where a graph is wrong."""
    files: dict[str, bytes] = {}
    entries, told = [], []
    vectors: dict[str, list[dict[str, Any]]] = {}
    for oracle in oracles():
        if oracle.variant not in vectors:
            vectors[oracle.variant] = vectors_of(oracle.variant)
        for path, (entry, content) in _oracle_files(oracle, vectors[oracle.variant]).items():
            files[path] = content
            entries.append(entry)
    for exported in exports():
        entry, content = _exported_file(exported)
        files[entry["file"]] = content
        told.append(entry)
    bounds = {dtype: {"loss": b.loss, "gradient": b.gradient, "reason": b.reason} for dtype, b in BOUNDS.items()}
    index = {
        "format": "smoothproof-onnx/1",
        "opset": OPSET,
        "command": "uv run generate onnx",
        "bounds": bounds,
        "made": {key: {"how": how, "versions": _versions(PACKAGES[key])} for key, how in MADE.items()},
        "graphs": entries,
        "exportedWith": _versions(PACKAGES["traced"]),
        "exported": told,
    }
    return {**files, INDEX: text_of(index).encode()}
