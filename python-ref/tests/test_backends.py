"""Where one of Keras' backends gives no number, the vector has nothing of it: these are all such calls."""

import math

from smoothproof_ref.cases import matrix
from smoothproof_ref.references.process import observe
from smoothproof_ref.registry import variant_of

EVERY = 5


def is_outside(case):
    """Whether a probability is NaN or its smoothed target leaves [0, 1], which torch's binary cross entropy refuses."""
    a = float(case.options.get("labelSmoothing", 0))
    if "probs" not in case.inputs or math.isnan(a):
        return False
    return any(map(math.isnan, case.inputs["probs"].values)) or any(
        not 0 <= y * (1 - a) + a / 2 <= 1 for y in case.inputs["target"].values
    )


def test_keras_on_torch_refuses_what_is_no_probability_and_nothing_else():
    variant = variant_of("keras-binary")
    on_torch = next(reference for reference in variant.references if reference.name == "keras-torch")
    cases = [case for case in matrix.cases_of(variant) if case.dtype == "float32"]
    cases = [case for number, case in enumerate(cases) if number % EVERY == 0 or is_outside(case)]
    answers = observe(on_torch.process, [{**case.wire(), "reference": on_torch.name} for case in cases])
    said = {case.id: answer["message"] for case, answer in zip(cases, answers, strict=True) if "message" in answer}
    assert set(said) == {case.id for case in cases if is_outside(case)}
    assert set(said.values()) <= {f"all elements of {name} should be between 0 and 1" for name in ("input", "target")}
    assert 5 < len(said) < len(cases)
