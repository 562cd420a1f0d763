"""How far a variant's other references are from the first in 16 bits: ``uv run python -m smoothproof_ref.backends``.

A file of vectors tells of another reference only where it differs by more than 8 units. This prints the rest: per
variant, dtype and reference how many answers are the same bits, how many are told in the file, how far the others are
from the first, and how far all of them are from the truth.
"""

from __future__ import annotations

from smoothproof_ref.agreement import worst, worst_units
from smoothproof_ref.cases.everyday import HALF_VARIANTS, everyday_of
from smoothproof_ref.documents import ALSO_OBSERVED_UNITS, observed_values
from smoothproof_ref.observing import observe_one, work_of
from smoothproof_ref.registry import variant_of


def compare(name: str) -> None:
    """Prints the lines of one variant."""
    variant = variant_of(name)
    cases = [case for case in everyday_of(variant) if case.dtype in HALF_VARIANTS[name]]
    answers = {
        key: answer for process, work in work_of(cases).items() for key, answer in observe_one(process, work).items()
    }
    for dtype in HALF_VARIANTS[name]:
        for reference in variant.references[1:]:
            same, apart, exact = 0, [], []
            for case in (case for case in cases if case.dtype == dtype):
                outcome = variant.outcome(case.options, case.inputs)
                truths = (outcome.loss, outcome.gradient)
                first = observed_values(case, answers[variant.references[0].name, case.id])
                other = observed_values(case, answers[reference.name, case.id])
                same += first == other
                pairs = zip(first, other, truths, strict=True)
                apart.append(max(worst_units(one, two, truth, dtype) for one, two, truth in pairs))
                exact.append(max(worst(two, truth) for two, truth in zip(other, truths, strict=True)))
            near = [units for units in apart if units <= ALSO_OBSERVED_UNITS]
            print(
                f"{name} {dtype} {reference.name}: {len(apart)} answers, {same} the same bits, "
                f"{len(apart) - len(near)} told in the file, the others at most {max(near):.1f} units apart; "
                f"at most {max(exact):.1f} from the truth",
                flush=True,
            )


if __name__ == "__main__":
    for name in HALF_VARIANTS:
        if len(variant_of(name).references) > 1:
            compare(name)
