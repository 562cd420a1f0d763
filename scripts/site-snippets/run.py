"""Runs pieces of code from standard input, a JSON list, and prints the `loss` that each leaves, or null."""

import json
import sys

losses = []
for code in json.load(sys.stdin):
    names = {}
    try:
        exec(code, names)
        losses.append(repr(float(names["loss"])))
    except Exception as error:
        print(error, file=sys.stderr)
        losses.append(None)
versions = {}
for name in ("torch", "keras", "jax"):
    versions[name] = __import__(name).__version__
json.dump({"losses": losses, "versions": versions}, sys.stdout)
