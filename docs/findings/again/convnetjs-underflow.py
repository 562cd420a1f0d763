"""-log(p) of a probability that underflows to 0, beside the log of the sum minus the logit."""
from math import exp, inf, log, log1p

for gap in (10, 740, 750):
    p = exp(-gap) / (1 + exp(-gap))
    print(gap, inf if p == 0 else -log(p), "with the fix", gap + log1p(exp(-gap)))
