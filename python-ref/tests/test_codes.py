"""The live references answer a refusal with the code that its vector has."""

import json

from smoothproof_ref.live.codes import code_of
from smoothproof_ref.provenance import FIXTURES

# Sockeye says the same of an unknown implementation and of a smoothing that is out of range.
AMBIGUOUS = {"sockeye.error.implementation"}


def test_every_observed_refusal_has_its_code():
    wrong, seen = set(), 0
    for path in (FIXTURES / "vectors").glob("*.json"):
        for vector in json.loads(path.read_text(encoding="utf-8"))["vectors"]:
            expect = vector["expect"]
            if expect["kind"] != "throws" or "FromSource" in vector["flags"]:
                continue
            seen += 1
            observed = expect["observed"]
            if code_of(vector["variant"], observed["type"], observed["message"]) != expect["code"]:
                wrong.add(vector["id"])
    assert wrong == AMBIGUOUS
    assert seen > 150
