"""The slope of a loss and of ten times that loss, by differences."""
from math import exp, log


def loss(x):
    q = [0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3]
    lse = log(sum(exp(each) for each in x))
    return sum(each * (lse - logit) for each, logit in zip(q, x))


step = 1e-6
for factor in (1, 10):
    slope = []
    for k in range(3):
        up, down = [2.0, 1.0, 0.0], [2.0, 1.0, 0.0]
        up[k] += step
        down[k] -= step
        slope.append(round(factor * (loss(up) - loss(down)) / (2 * step), 6))
    print(f"{factor} times: {factor * loss([2.0, 1.0, 0.0]):.6f}, slope {slope}")
