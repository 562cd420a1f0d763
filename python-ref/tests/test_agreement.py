"""A reference that disagrees with the definition stops the run and is named."""

import pytest

from smoothproof_ref.cases.case import Case
from smoothproof_ref.documents import checked
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.registry import variant_of
from smoothproof_ref.rounding import round_bits
from smoothproof_ref.tensors import Tensor

TORCH = variant_of("torch")


def checked_against(case, said, outcome):
    return checked(TORCH, case, {("torch", case.id): said}, outcome)


@pytest.fixture
def case():
    inputs = {
        "logits": Tensor.of("float32", (2, 3), [1.0, 2.0, 3.0, 0.5, -1.0, 4.0]),
        "target": Tensor.of("int64", (2,), [0, 2]),
    }
    return Case("torch.some.id", "torch", "float32", [], {"labelSmoothing": 0.1}, inputs)


def answer(outcome, move=0, at=0):
    loss = [round_bits(v, "float32") for v in outcome.loss.values]
    gradient = [round_bits(v, "float32") for v in outcome.gradient.values]
    gradient[at] += move
    return {
        "kind": "value",
        "loss": Tensor("float32", outcome.loss.shape, tuple(loss)).wire(),
        "gradient": Tensor("float32", outcome.gradient.shape, tuple(gradient)).wire(),
    }


def test_agreement(case):
    outcome = TORCH.outcome(case.options, case.inputs)
    loss, gradient = checked_against(case, answer(outcome, 2), outcome)
    assert (loss.shape, gradient.shape) == ((), (2, 3))


def test_disagreement_names_the_vector_and_both_values(case):
    outcome = TORCH.outcome(case.options, case.inputs)
    with pytest.raises(
        GenerationError, match=r"^torch\.some\.id: gradient\[1\]: .* units apart, bound 4: observed .*, truth "
    ):
        checked_against(case, answer(outcome, 100, 1), outcome)


def test_another_variant_disagrees(case):
    other = variant_of("simple").outcome({**case.options, "numClasses": 3}, case.inputs)
    with pytest.raises(GenerationError, match=r"^torch\.some\.id: loss\[0\]: "):
        checked_against(case, answer(other), TORCH.outcome(case.options, case.inputs))


def test_another_class_disagrees(case):
    outcome = TORCH.outcome(case.options, case.inputs)
    infinite = {**answer(outcome), "loss": Tensor.of("float32", (), [float("inf")]).wire()}
    with pytest.raises(GenerationError, match=r"observed inf, truth 1\."):
        checked_against(case, infinite, outcome)


def test_an_error_where_a_value_was_expected(case):
    outcome = TORCH.outcome(case.options, case.inputs)
    thrown = {"kind": "throws", "phase": "call", "type": "IndexError", "message": "Target 5 is out of bounds."}
    with pytest.raises(GenerationError, match=r"^torch\.some\.id: observed IndexError in call: Target 5"):
        checked_against(case, thrown, outcome)
