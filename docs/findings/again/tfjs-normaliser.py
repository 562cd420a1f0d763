"""Two equal logits: the log of the sum is added to the largest logit in float32, or the logit is shifted first."""
from math import exp, log
from struct import pack, unpack


def f32(x):
    return unpack("f", pack("f", x))[0]


for x in (1.0, 1e4, 1e6, 1e8):
    lse = f32(x + f32(log(2)))
    fixed = f32(f32(log(2)) - f32(x - x))
    print(f"{x:g} {f32(lse - x):.7f} with the fix {fixed:.7f}")
