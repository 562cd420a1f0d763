"""One framework's process: reads cases, asks each one's reference, writes answers."""

from __future__ import annotations

from functools import cache

from smoothproof_ref.references.wire import Case, serve
from smoothproof_ref.registry import variant_of
from smoothproof_ref.variant import Run


@cache
def runner(variant: str, name: str) -> Run:
    """The function that answers the cases of a reference; its packages are loaded when the first case comes."""
    reference = next(each for each in variant_of(variant).references if each.name == name)
    assert reference.load is not None
    return reference.load()


def run(case: Case):
    """Loss and gradient of one case."""
    return runner(case["variant"], case["reference"])(case)


if __name__ == "__main__":
    serve(run)
