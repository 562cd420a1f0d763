"""``uv run python -m smoothproof_ref.live.server``: the real references behind the protocol ``smoothproof/1``.

Each framework runs in a separate process, started when its first case comes; the server only passes lines on.
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
from smoothproof_ref.registry import IDS, variant_of

DTYPES = {"float64": np.float64, "float32": np.float32, "int64": np.int64}


class Live:
    """One running process of references."""

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
        """Its answer to one case."""
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
        """The answer to one message."""
        match message["type"]:
            case "hello":
                return {
                    "type": "hello",
                    "protocol": 1,
                    "implementation": {"name": "the live references", "version": "0.1.0", "language": "Python"},
                    "variants": [name for name in IDS if variant_of(name).observed],
                    "gradient": True,
                    "dtypes": ["float64", "float32"],
                }
            case "echo":
                return message
            case "run":
                return self.run(message)
        return None

    def run(self, message: dict[str, Any]) -> dict[str, Any]:
        """The result of a run, an error, or that it is skipped."""
        identity, variant = message["id"], variant_of(message["variant"])
        inputs = {key: as_hex(tensor) for key, tensor in message["inputs"].items()}
        narrow = variant.core.narrow if variant.core else variant.dtypes == ("float32",)
        if narrow and any(tensor["dtype"] == "float64" for tensor in inputs.values()):
            return {"type": "skipped", "id": identity, "reason": f"{variant.id} is computed in float32 only"}
        reference = variant.references[0]
        if reference.process == "burn" and inputs["target"]["dtype"] != "int64":
            return {"type": "skipped", "id": identity, "reason": "Burn's labels are integers"}
        if reference.process not in self.running:
            self.running[reference.process] = Live(reference.process)
        case = {
            "id": identity,
            "variant": variant.id,
            "reference": reference.name,
            "options": message["options"],
            "inputs": inputs,
        }
        answer = self.running[reference.process].ask(case)
        if answer["kind"] == "throws":
            kind, text = answer["type"], answer["message"]
            said = {"phase": answer["phase"], "code": code_of(variant.id, kind, text), "message": f"{kind}: {text}"}
            return {"type": "error", "id": identity, **said}
        outputs = {key: answer[key] for key in ("loss", "gradient") if answer.get(key) is not None}
        return {"type": "result", "id": identity, **outputs}


def main() -> None:
    """Talks on standard input and output until it gets ``bye``."""
    server = Server()
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "bye":
            return
        print(json.dumps(server.answer(message)), flush=True)


if __name__ == "__main__":
    main()
