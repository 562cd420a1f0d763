"""The rule of the tiers, on calls made by hand and on the files."""

import json
import math

import pytest

from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.tier import TIERS, tier_of

LOGITS = Tensor.of("float32", (1, 3), [1.5, 0.0, -2.0])
TARGET = Tensor.of("int64", (1,), [0])


def tier(kind="value", flags=("Ordinary",), options=None, logits=LOGITS, results=(0.5, -0.25), **inputs):
    return tier_of(kind, flags, options or {}, {"logits": logits, "target": TARGET, **inputs}, results)


def of(*values, dtype="float32"):
    return Tensor.of(dtype, (1, 3), values)


@pytest.mark.parametrize(
    ("expected", "change"),
    [
        ("core", {}),
        ("core", {"flags": ("IgnoredRow", "ClassWeight"), "options": {"labelSmoothing": 0.1, "ignoreIndex": 1}}),
        ("core", {"logits": of(2.0**-126, 0.0, 1.0)}),
        ("refusal", {"kind": "throws", "results": ()}),
        ("edge", {"kind": "accepts"}),
        ("edge", {"flags": ("AllIgnored",)}),
        ("edge", {"options": {"labelSmoothing": "NaN"}}),
        ("edge", {"options": {"labelSmoothing": -0.1}}),
        ("edge", {"options": {"labelSmoothing": 5e-324}}),
        ("edge", {"logits": of(math.nan, 0.0, 1.0)}),
        ("edge", {"logits": of(-math.inf, 0.0, 1.0)}),
        ("edge", {"logits": of(2.0**-127, 0.0, 1.0)}),
        ("edge", {"logits": of(-0.0, 0.0, 1.0)}),
        ("edge", {"logits": Tensor.of("float32", (0, 3), [])}),
        ("edge", {"results": (math.inf, 0.0)}),
        ("edge", {"probs": of(0.5, 0.25, 1.25)}),
        ("edge", {"logProbs": of(-0.5, -1.0, 0.25)}),
    ],
)
def test_the_rule(expected, change):
    assert tier(**change) == expected


def test_every_vector_has_a_tier_and_every_tier_is_in_use():
    found = set()
    for path in [*(FIXTURES / "vectors").glob("*.json"), *(FIXTURES / "real").glob("*.json")]:
        for vector in json.loads(path.read_text(encoding="utf-8"))["vectors"]:
            found.add(vector["tier"])
            assert (vector["tier"] == "refusal") == (vector["expect"]["kind"] == "throws"), vector["id"]
    assert found == set(TIERS)
