"""Values that many spaces share."""

SOFTMAX = ("ordinary", "uniform", "confident", "wrong", "large", "k2", "neginf", "neginf-target", "nan")
IGNORING = (*SOFTMAX, "ignored-row", "all-ignored")
LABELS = ("ordinary", "uniform", "confident", "wrong", "large", "k2", "nan")
PROBABILITIES = ("ordinary", "uniform", "confident", "wrong", "clipped", "k2", "nan")
ALPHAS = ("0.1", "0", "0.5", "1e-6", "1")
BELOW_ONE = ("0.1", "0", "0.5", "1e-6", "0.9")
FLOATS = ("float32", "float64")
F32 = ("float32",)
UPSTREAM = ("absent", "given")
REDUCTIONS = ("mean", "sum", "none")

# Of the core's spaces.
LOGIT_REGIMES = (
    *("ordinary", "uniform", "confident", "wrong", "large", "tiny", "subnormal", "posinf", "neginf", "neginf-target"),
    *("nan", "negzero", "k1", "k2", "empty-batch"),
)
UPSTREAM_GIVEN = ("ones", "given")
TARGETS = ("onehot", "distribution", "unnormalised")
SAMPLE_WEIGHTS = ("none", "positive", "zero", "broadcast")
SHARED_ALPHAS = ("0", "1e-6", "0.1", "0.5", "1")
