"""What a float32 sum leaves of -1 and K times 1/K, and the gradient of one of K equal logits without that rest."""
from struct import pack, unpack


def f32(x):
    return unpack("f", pack("f", x))[0]


classes, lanes = 20_000, 32
p = f32(1 / classes)
sums = [0.0] * lanes
for k in range(classes):
    sums[k % lanes] = f32(sums[k % lanes] + (f32(p - 1) if k == 0 else p))
rest = 0.0
for each in sums:
    rest = f32(rest + each)
print(f"rest of the sum {rest:.1e}, should be 0")
print(f"gradient less the rest {p - rest:.1e}, without the rest {p:.1e}")
