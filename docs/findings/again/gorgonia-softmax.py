"""Log-probabilities with a maximum that starts at the first element of the whole array, and at that of the row."""
from math import exp, inf, log


def log_softmax(values, classes, of_row):
    out = []
    for start in range(0, len(values), classes):
        row = values[start : start + classes]
        largest = max([row[0] if of_row else values[0]] + row[1:])
        try:
            total = sum(exp(each - largest) for each in row)
        except OverflowError:
            total = inf
        out += [each - largest - (log(total) if total else -inf) for each in row]
    return out


for values in ([0.0, 1.0, 1000.0, 2.0], [1000.0, 2.0, 0.0, 1.0]):
    print("start at the array's first:", log_softmax(values, 2, False))
    print("start at the row's first:  ", log_softmax(values, 2, True))
print("2 rows of 1, as one vector: ", log_softmax([3.0, 4.0], 2, True))
print("2 rows of 1, as rows:       ", log_softmax([3.0, 4.0], 1, True))
