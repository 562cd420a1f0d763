"""The page's three rows, smoothed by a / 10 and by a / 3."""
from math import exp, log

x = [[(10 * i + k) * 7 % 10 / 3 for k in range(10)] for i in range(3)]
for classes in (10, 3):
    total = 0.0
    for i, row in enumerate(x):
        lse = log(sum(exp(each) for each in row))
        total += sum((0.9 * (k == i) + 0.1 / classes) * (lse - each) for k, each in enumerate(row))
    print(f"a / {classes}: {total / 3:.6f}, a target's sum {0.9 + 0.1 * 10 / classes:.4f}")
