"""A judgement of a loss by all vectors of a variant, and its first screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from smoothproof_vectors import calling, mistakes
from smoothproof_vectors.data import BFloat16, Vector, vectors
from smoothproof_vectors.judging import Verdict, judge_answer

TIERS = ("core", "edge", "refusal")
MOST_CAUSES = 10


def judge_call(loss: Callable[..., Any], vector: Vector, framework: str = "", fixed: dict[str, Any] | None = None) -> Verdict:
    """One vector's verdict: what the loss raises is a refusal."""
    try:
        answer = calling.call(loss, vector, framework or calling.framework_of(loss), fixed or {})
    except calling.Skip as reason:
        return Verdict(vector, "skip", str(reason))
    except Exception as error:
        if vector.refusal is not None:
            return Verdict(vector, "pass")
        first = (str(error).splitlines() or [""])[0]
        return Verdict(vector, "fail", f"raised {type(error).__name__}: {first[:200]}", "error")
    return judge_answer(vector, *answer)


def judge(
    loss: Callable[..., Any],
    variant: str,
    framework: str = "",
    tiers: Sequence[str] = TIERS,
    fixed: dict[str, Any] | None = None,
) -> Report:
    """Judges a function or a class by the vectors of a variant.

    loss: called as loss(logits, target, label_smoothing=…, …) with the arguments that it has; a class is made with the
        options and called with the inputs. What it takes no argument for is skipped. Of a function on NumPy, which has no
        autograd, (loss, gradient) may be returned.
    framework: torch, jax, tensorflow or numpy; by the imports of its module where it is empty
    fixed: options that it has built in, such as {"labelSmoothing": 0.1}: other vectors are skipped
    """
    chosen = [vector for vector in vectors(variant) if vector.tier in tiers]
    return Report([judge_call(loss, vector, framework, fixed) for vector in chosen])


@dataclass(frozen=True)
class Report:
    """All verdicts. `passed` says whether the loss is right; `outcome` also whether enough of it was judged."""

    verdicts: list[Verdict]

    @property
    def outcome(self) -> str:
        """PASS, FAIL or NOTHING JUDGED, which is so where no core vector, or none with smoothing, was answered."""
        if any(verdict.status == "fail" for verdict in self.verdicts):
            return "FAIL"
        answered = [verdict.vector for verdict in self.verdicts if verdict.status == "pass" and verdict.vector.tier == "core"]
        takes_smoothing = any(verdict.vector.options.get("labelSmoothing") for verdict in self.verdicts)
        smoothed = any(vector.options.get("labelSmoothing") for vector in answered)
        return "PASS" if answered and (smoothed or not takes_smoothing) else "NOTHING JUDGED"

    @property
    def passed(self) -> bool:
        return self.outcome == "PASS"

    def causes(self) -> list[tuple[str, list[Verdict]]]:
        """Failures by the mistake that they look like, or by what happened; the most frequent first, core before the rest."""
        groups: dict[str, list[Verdict]] = {}
        for verdict in self.verdicts:
            if verdict.status == "fail":
                groups.setdefault(mistakes.name(verdict) or plain_cause(verdict), []).append(verdict)
        order = {tier: at for at, tier in enumerate(TIERS)}
        for group in groups.values():
            group.sort(key=lambda verdict: (order[verdict.vector.tier], sum(x.size for x in verdict.vector.inputs.values())))
        return sorted(groups.items(), key=lambda group: (order[group[1][0].vector.tier], -len(group[1])))

    def __str__(self) -> str:
        shown = [f"{len(group)}x {cause}\n{example(group[0])}" for cause, group in self.causes()[:MOST_CAUSES]]
        more = len(self.causes()) - MOST_CAUSES
        counts = Counter(verdict.status for verdict in self.verdicts)
        tiers = ", ".join(self._tier(tier) for tier in TIERS if any(each.vector.tier == tier for each in self.verdicts))
        skips = Counter(verdict.message for verdict in self.verdicts if verdict.status == "skip").most_common(5)
        return "\n".join(
            [
                *shown,
                *([f"and {more} more causes"] if more > 0 else []),
                *(f"skipped {count}: {reason}" for reason, count in skips),
                f"{self.outcome}  {tiers}",
                f"{counts['pass']} passed, {counts['fail']} failed, {counts['skip']} skipped",
            ]
        )

    def _tier(self, tier: str) -> str:
        judged = [each for each in self.verdicts if each.vector.tier == tier and each.status != "skip"]
        return f"{tier} {sum(each.status == 'pass' for each in judged)} of {len(judged)}"


def plain_cause(verdict: Verdict) -> str:
    """What happened, where it looks like no mistake that is known here."""
    if verdict.output == "error":
        return verdict.message if verdict.vector.refusal is None else f"accepts what is refused ({verdict.vector.refusal['code']})"
    return {"loss": "the loss is another number", "gradient": "the gradient is another, the loss is right"}[verdict.output]


def example(verdict: Verdict) -> str:
    """One vector of a cause."""
    vector = verdict.vector
    options = ", ".join(f"{name} {value}" for name, value in vector.options.items()) or "no options"
    inputs = "   ".join(f"{name} {dtype_of(array)} {list(array.shape)}" for name, array in vector.inputs.items())
    lines = [f"{vector.id}  {options}", inputs, verdict.message, f"the number is that of {vector.reference}"]
    return "".join(f"    {line}\n" for line in lines)


def dtype_of(array: Any) -> str:
    return "bfloat16" if isinstance(array, BFloat16) else array.dtype.name
