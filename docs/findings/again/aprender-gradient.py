"""Softmax minus the smoothed target, beside the slope of the loss by differences: the gradient that is not recorded."""
from math import exp, log


def loss(x, target, a):
    q = [a / len(x) + (1 - a) * (k == target) for k in range(len(x))]
    lse = log(sum(exp(each) for each in x))
    return sum(each * (lse - logit) for each, logit in zip(q, x))


x, step = [2.0, 1.0, 0.0], 1e-6
for a in (0.0, 0.1):
    total = sum(exp(each) for each in x)
    fix = [exp(each) / total - a / 3 - (1 - a) * (k == 0) for k, each in enumerate(x)]
    slope = []
    for k in range(3):
        up, down = [x[:] for _ in range(2)]
        up[k] += step
        down[k] -= step
        slope.append((loss(up, 0, a) - loss(down, 0, a)) / (2 * step))
    print(f"smoothing {a}: loss {loss(x, 0, a):.6f}, softmax - q {[round(g, 6) for g in fix]}, slope {[round(g, 6) for g in slope]}")
