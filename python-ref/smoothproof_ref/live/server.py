"""``uv run python -m smoothproof_ref.live.server``: the real references behind the protocol ``smoothproof/1``.

Each framework runs in a process of its own, started when its first case comes; the server only passes lines on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np

from smoothproof_ref.live.codes import code_of
from smoothproof_ref.references.pins import environment
from smoothproof_ref.references.process import PACKAGE, command
from smoothproof_ref.references.wire import encode

REFERENCE = {
    "torch": "torch",
    "equation1": "equation1",
    "simple": "simple",
    "opennmt": "opennmt",
    "keras-categorical": "keras-tensorflow",
    "keras-binary": "keras-tensorflow",
    "tfjs-softmax": "tfjs",
    "tfjs-sigmoid": "tfjs",
}
FLOAT32_ONLY = {"tfjs": "TensorFlow.js computes in float32 only"}
DTYPES = {"float64": np.float64, "float32": np.float32, "int64": np.int64}


class Live:
    """One running reference."""

    def __init__(self, name: str) -> None:
        self.child = subprocess.Popen(
            command(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=PACKAGE.parent,
            env=environment(True, None),
        )

    def ask(self, case: dict[str, Any]) -> dict[str, Any]:
        assert self.child.stdin is not None and self.child.stdout is not None
        self.child.stdin.write(json.dumps(case) + "\n")
        self.child.stdin.flush()
        line = self.child.stdout.readline()
        if not line:
            raise RuntimeError(f"the reference ended with status {self.child.wait()}")
        return json.loads(line)


def as_hex(tensor: dict[str, Any]) -> dict[str, Any]:
    """A tensor as the references read it: bits."""
    if "hex" in tensor:
        return {name: tensor[name] for name in ("dtype", "shape", "hex")}
    values = [float(value) if isinstance(value, str) else value for value in tensor["data"]]
    return encode(np.array(values, dtype=DTYPES[tensor["dtype"]]).reshape(tensor["shape"]))


class Server:
    """Answers one message at a time; references stay up between cases."""

    def __init__(self) -> None:
        self.running: dict[str, Live] = {}

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        match message["type"]:
            case "hello":
                return {
                    "type": "hello",
                    "protocol": 1,
                    "implementation": {"name": "the live references", "version": "0.1.0", "language": "Python"},
                    "variants": list(REFERENCE),
                    "gradient": True,
                    "dtypes": ["float64", "float32"],
                }
            case "echo":
                return message
            case "run":
                return self.run(message)
        return None

    def run(self, message: dict[str, Any]) -> dict[str, Any]:
        identity = message["id"]
        name = REFERENCE[message["variant"]]
        inputs = {key: as_hex(tensor) for key, tensor in message["inputs"].items()}
        if name in FLOAT32_ONLY and any(tensor["dtype"] == "float64" for tensor in inputs.values()):
            return {"type": "skipped", "id": identity, "reason": FLOAT32_ONLY[name]}
        if name not in self.running:
            self.running[name] = Live(name)
        case = {"id": identity, "variant": message["variant"], "options": message["options"], "inputs": inputs}
        answer = self.running[name].ask(case)
        if answer["kind"] == "throws":
            kind, text = answer["type"], answer["message"]
            said = {"phase": answer["phase"], "code": code_of(kind, text), "message": f"{kind}: {text}"}
            return {"type": "error", "id": identity, **said}
        outputs = {key: answer[key] for key in ("loss", "gradient") if answer.get(key) is not None}
        return {"type": "result", "id": identity, **outputs}


def main() -> None:
    server = Server()
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "bye":
            return
        print(json.dumps(server.answer(message)), flush=True)


if __name__ == "__main__":
    main()
