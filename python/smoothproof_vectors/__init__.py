"""Golden vectors of label-smoothing losses, and a judge of Python functions by them.

    from smoothproof_vectors import judge, vectors
    report = judge(my_loss, "torch")
    print(report)
"""

from smoothproof_vectors.data import Output, Vector, variants, vectors
from smoothproof_vectors.judging import Verdict, judge_answer
from smoothproof_vectors.report import Report, judge

__all__ = ["Output", "Report", "Vector", "Verdict", "judge", "judge_answer", "variants", "vectors"]
