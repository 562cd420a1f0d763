"""The weighted losses of the page's rows and their slopes by differences: they exist. Also what each pass checks."""
from math import exp, log

rows, targets, weights, step = [[1.0, 2.0, 3.0], [0.0, 1.0, 5.0]], [1, 0], [2.0, 1.0], 1e-6


def loss(x, target):
    lse = log(sum(exp(each) for each in x))
    return sum((0.9 * (k == target) + 0.1 / 3) * (lse - each) for k, each in enumerate(x))


for x, target, weight in zip(rows, targets, weights):
    slope = []
    for k in range(3):
        up, down = x[:], x[:]
        up[k] += step
        down[k] -= step
        slope.append(round(weight * (loss(up, target) - loss(down, target)) / (2 * step), 6))
    print(f"weight {weight}: {weight * loss(x, target):.6f}, slope {slope}")
for shape in ((2,), (2, 1)):
    print(f"weights of {len(shape)} axes: forward wants the 2 of the logits, {len(shape) == 2}; backward the 1 of the losses, {len(shape) == 1}")
