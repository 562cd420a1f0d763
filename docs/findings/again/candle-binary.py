"""The logarithm of a sigmoid, each step rounded to float32, beside the form without one."""
from math import exp, inf, log, log1p, nan
from struct import pack, unpack


def f32(x):
    return unpack("f", pack("f", x))[0]


def ln(x):
    return -inf if x == 0 else f32(log(x))


def times(a, b):
    return nan if a == 0 and b == -inf else f32(a * b)


for x, y in ((10.0, 1.0), (20.0, 1.0), (20.0, 0.0)):
    p = f32(1 / f32(1 + f32(exp(-x))))
    accused = -(times(y, ln(p)) + times(1 - y, ln(f32(1 - p))))
    fixed = f32(f32(max(x, 0) - x * y) + f32(log1p(f32(exp(-abs(x))))))
    print(f"logit {x:g}, label {y:g}: {accused:.6e}, with the fix {fixed:.6e}")
