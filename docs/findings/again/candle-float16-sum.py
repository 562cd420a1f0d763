"""One row of 50,000 logits: exponentials that are added in 16 bits stop growing, added in more they do not."""
from math import exp, log
from struct import pack, unpack


def f16(x):
    return unpack("e", pack("e", x))[0]


def bf16(x):
    bits = unpack("I", pack("f", x))[0]
    return unpack("f", pack("I", (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000))[0]


x = [k * 7919 % 256 / 64 for k in range(50_000)]
largest = max(x)
for name, rounded in (("float16", f16), ("bfloat16", bf16)):
    terms = [rounded(exp(rounded(each - largest))) for each in x]
    total = 0.0
    for term in terms:
        total = rounded(total + term)
    exact = sum(terms)
    for how, value in (("in its dtype", total), ("in float64", exact)):
        loss = rounded(rounded(log(value)) - rounded(x[0] - largest))
        print(f"{name}, added {how}: sum {value:.0f}, loss {loss:.4f}")
print(f"should be: {log(sum(exp(each) for each in x)) - x[0]:.4f}")
