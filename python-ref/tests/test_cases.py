"""The matrix: legal, complete, reproducible."""

from itertools import combinations

import pytest

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.matrix import cases_of
from smoothproof_ref.cases.pairwise import rows
from smoothproof_ref.cases.space import forbidden
from smoothproof_ref.draws import Draws
from smoothproof_ref.kills import kills
from smoothproof_ref.notes import NOTES
from smoothproof_ref.registry import core_variants
from smoothproof_ref.tensors import Tensor

CORE = core_variants()


@pytest.mark.parametrize("variant", CORE.values(), ids=CORE)
def test_rows_hold_every_legal_pair_and_no_other(variant):
    space = variant.space
    found = {pair for row in rows(variant) for pair in combinations(row.items(), 2)}
    for f, g in combinations(space, 2):
        for v in space[f]:
            for w in space[g]:
                assert ((f, v), (g, w)) in found or forbidden(variant, (f, v), (g, w))
    assert not any(forbidden(variant, left, right) for left, right in found)


@pytest.mark.parametrize("variant", CORE.values(), ids=CORE)
def test_ids_are_unique_and_data_are_the_same_every_time(variant):
    once, again = cases_of(variant), cases_of(variant)
    assert len({case.id for case in once}) == len(once)
    assert once == again
    assert all(flag in NOTES for case in once for flag in case.flags)
    assert all(next(iter(case.inputs)) in ("logits", "probs", "logProbs") for case in once)


def test_the_stream_is_splitmix64():
    draws = Draws("a", "b")
    draws._state = 1234567
    assert [draws.word() for _ in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_kills_name_the_variants_that_differ():
    inputs = {
        "logits": Tensor.of("float32", (2, 3), [1.0, 2.0, 3.0, 0.5, -1.0, 4.0]),
        "target": Tensor.of("int64", (2,), [0, 2]),
    }
    case = Case("x", "torch", "float32", [], {"labelSmoothing": 0.1}, inputs)
    apart = kills(CORE, case, CORE["torch"].outcome(case.options, case.inputs))
    assert apart["equation1"] == {"loss": 0, "gradient": 0}
    assert apart["tfjs-softmax"] == {"loss": 0, "gradient": 0}
    assert apart["simple"]["gradient"] > 10000
    assert "opennmt" not in apart
