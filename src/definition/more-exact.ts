/**
 * Where a variant's numbers are more exact than its source's on purpose, each kind with its words in English. Everywhere
 * else a variant does what the source does, up to rounding.
 */
export const MORE_EXACT = {
  float64:
    "float64 inputs are computed in float64 throughout, where the source computes in float32, at least in part",
  subnormals: "float32 numbers below 2^-126 keep their value, which TensorFlow takes for 0",
  "float16-sum":
    "a float16 row whose sum over the classes is above 65504 stays finite, where the source overflows",
} as const;

export type MoreExact = keyof typeof MORE_EXACT;
