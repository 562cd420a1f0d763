/**
 * Corners in which the packages are not what their formula says, on inputs that no vector has. The numbers are what the
 * packages returned in float32; the tolerance is a few roundings of theirs.
 */
import { expect, it } from "vitest";
import { runCall } from "../../src/protocol/run.ts";

interface Observed {
  /** The release that was asked. */
  readonly from: string;
  readonly variant: string;
  readonly options: { readonly [name: string]: number | string | boolean };
  readonly input: readonly number[];
  /** A distribution of the input's shape, or the class of its one row. */
  readonly target: readonly number[];
  readonly loss: number;
  readonly gradient: readonly number[];
}

const { NaN: nan, POSITIVE_INFINITY: infinite } = Number;

const FAR = [0, -200, -300];
const SMOOTHED = { labelSmoothing: 0.1 };

const OBSERVED: readonly Observed[] = [
  ...[65, 104, 200].map((gap) => ({
    from: "paddlepaddle 3.3.1",
    variant: "paddle",
    options: {},
    input: [0, -gap],
    target: [1],
    loss: 64,
    gradient: [1, -1],
  })),
  {
    from: "paddlepaddle 3.3.1",
    variant: "paddle",
    options: SMOOTHED,
    input: FAR,
    target: [0],
    loss: 4.266666889190674,
    gradient: [0.06666666269302368, -0.03333333507180214, -0.03333333507180214],
  },
  {
    from: "paddlepaddle 3.3.1",
    variant: "paddle",
    options: {},
    input: [0, -90],
    target: [0.1, 0.9],
    loss: 57.599998474121094,
    gradient: [0.8999999761581421, -0.8999999761581421],
  },
  {
    // With smoothing and an ignoreIndex of at least 0 the mean divides by rows times classes.
    from: "paddlepaddle 3.3.1",
    variant: "paddle",
    options: { labelSmoothing: 0.1, ignoreIndex: 2 },
    input: [0, 1, 2, 2, 1, 0],
    target: [0, 1],
    loss: 0.6192019581794739,
    gradient: [
      -0.14055046439170837, 0.03523252531886101, 0.10531793534755707, 0.10531793534755707,
      -0.11476747691631317, 0.009449539706110954,
    ],
  },
  {
    from: "megatron-core 0.19.2",
    variant: "megatron",
    options: SMOOTHED,
    input: FAR,
    target: [0],
    loss: infinite,
    gradient: [0.09999997913837433, -0.05000000074505806, -0.05000000074505806],
  },
  {
    from: "megatron-core 0.19.2",
    variant: "megatron",
    options: {},
    input: FAR,
    target: [1],
    loss: 200,
    gradient: [1, -1, 0],
  },
  // Before a float32 probability is lost altogether, it loses its digits.
  ...(
    [
      [100, 5.361758708953857],
      [103.5, 5.511545658111572],
    ] as const
  ).map(([gap, loss]) => ({
    from: "megatron-core 0.19.2",
    variant: "megatron",
    options: SMOOTHED,
    input: [0, -gap, -1],
    target: [0],
    loss,
    gradient: [-0.1689414232969284, -0.05000000074505806, 0.21894143521785736],
  })),
  {
    from: "classy-vision 0.7.0",
    variant: "classy-vision",
    options: { labelSmoothing: 0, ignoreIndex: 0 },
    input: [0, 1, 2, 2, 1, 0],
    target: [0, 1],
    loss: 1.407605767250061,
    gradient: [0, 0, 0, 0.6652408838272095, -0.7552714347839355, 0.09003057330846786],
  },
  {
    from: "classy-vision 0.7.0",
    variant: "classy-vision",
    options: { labelSmoothing: 0.1, ignoreIndex: 1 },
    input: [0, 1, 2, 2, 1, 0],
    target: [1, 0, 0, 0, 1, 0],
    loss: 1.4076042175292969,
    gradient: [
      -0.12165122479200363, -0.04430236667394638, 0.1659536212682724, 0.1659536212682724,
      -0.04430236667394638, -0.12165122479200363,
    ],
  },
  {
    from: "liger-kernel 0.8.5",
    variant: "liger",
    options: SMOOTHED,
    input: [0, 1, 2, 2, 1, 0],
    target: [-100, -100],
    loss: 0,
    gradient: [0, 0, 0, 0, 0, 0],
  },
  {
    from: "keras 3.15.1",
    variant: "keras-binary-focal",
    options: { labelSmoothing: 0, gamma: 0, fromLogits: true, applyClassBalancing: true },
    input: [200, 6.125, -18.875],
    target: [0, 0.5, 0],
    loss: 50.51078414916992,
    gradient: [0.25, 0.0829695463180542, nan],
  },
];

/** Six numbers are two rows. */
const shapeOf = (input: readonly number[]): readonly number[] =>
  input.length === 6 ? [2, 3] : [1, input.length];

it.each(OBSERVED)("$variant $options of $input is what $from returns", (observed) => {
  const { variant, options, input, target, loss, gradient } = observed;
  const shape = shapeOf(input);
  const isIndices = target.length < input.length;
  const run = runCall({
    variant,
    options,
    inputs: {
      logits: { dtype: "float32", shape, data: Float32Array.from(input) },
      target: {
        dtype: isIndices ? "int64" : "float32",
        shape: isIndices ? shape.slice(0, -1) : shape,
        data: Float64Array.from(target),
      },
    },
    want: ["loss", "gradient"],
  });
  const close = (actual: number, expected: number): void => {
    if (!Number.isFinite(expected)) expect(actual).toBe(expected);
    else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(4e-7 * Math.max(1, Math.abs(expected)));
  };
  close(
    run.loss!.data.reduce((sum, each) => sum + each, 0),
    loss,
  );
  for (const [i, slope] of gradient.entries()) close(run.gradient!.data[i]!, slope);
});
