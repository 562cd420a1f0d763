"""Softmax of two equal logits, without and with the largest subtracted first."""
from math import exp, inf, log, nan


def power(x):
    try:
        return exp(x)
    except OverflowError:
        return inf


for x in (1, 700, 710, -746):
    e = power(x)
    p = nan if e in (0, inf) else e / (e + e)
    print(x, -log(p), "with the fix", -log(power(x - x) / (power(x - x) + power(x - x))))
