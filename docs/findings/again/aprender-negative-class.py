"""What a saturating cast to an unsigned integer does to a class, and what a check in front of it would say."""
from math import exp, log

x = [1.0, 2.0, 4.0]
lse = log(sum(exp(each) for each in x))
for given in (0.0, -1.0, -100.0, 0.9, 3.0):
    cast = max(int(given), 0)
    now = f"loss {lse - x[cast]:.6f}" if cast < len(x) else "out of bounds"
    fixed = f"loss {lse - x[int(given)]:.6f}" if given in (0.0, 1.0, 2.0) else "out of bounds"
    print(f"class {given:g}: after the cast {cast}, {now}; checked before it: {fixed}")
