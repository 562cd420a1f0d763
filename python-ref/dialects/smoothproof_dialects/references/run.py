"""One framework's process: reads cases, asks each dialect's package, writes answers as smoothproof_ref's do."""

from __future__ import annotations

from importlib import import_module

from smoothproof_ref.references.wire import Case, serve

from smoothproof_dialects.registry import DIALECTS


def run(case: Case):
    """Loss and gradient of one case; a package is loaded when its first case comes."""
    return import_module(f"smoothproof_dialects.references.{DIALECTS[case['variant']].module}").run(case)


if __name__ == "__main__":
    serve(run)
