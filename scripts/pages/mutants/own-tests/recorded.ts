/** Keras' and PyTorch's tests, as python-ref recorded them by running them (fixtures/own-tests). */
import { readFileSync } from "node:fs";
import type { LossCall } from "../../../../src/loss/loss-call.ts";
import { sameShape, type Tensor } from "../../../../src/math/tensor.ts";
import { lossCallOf } from "../../../../src/protocol/loss-call-of.ts";
import type { WireTensor } from "../../../../src/protocol/messages.ts";
import { decodeTensor } from "../../../../src/protocol/wire-tensor.ts";
import { gradientOutcome } from "./numeric-gradient.ts";
import type { Answer, Outcome, OwnSuite, OwnTest } from "./suite.ts";

interface RecordedAssertion {
  readonly variant: string;
  readonly options: { readonly [name: string]: number | string | boolean };
  readonly inputs: { readonly [name: string]: WireTensor };
  readonly expected: WireTensor;
  /** What the project's own assertion allows; not one of our tolerances. */
  readonly allowed: { readonly atol: number; readonly rtol: number };
}

interface RecordedSuite {
  readonly project: string;
  readonly version: string;
  readonly path: string;
  readonly tests: readonly { readonly test: string; readonly assertions: readonly RecordedAssertion[] }[];
}

/** The tests of `keras` or `torch`. Where the project checks gradients numerically, an additional test here does too. */
export function recordedSuite(name: "keras" | "torch"): OwnSuite {
  const file = new URL(`../../../../fixtures/own-tests/${name}.json`, import.meta.url);
  const recorded = JSON.parse(readFileSync(file, "utf8")) as RecordedSuite;
  const tests = recorded.tests.flatMap(({ test, assertions }) => {
    const asked = assertions.map((assertion) => ({ ...assertion, lossCall: evaluationFor(assertion) }));
    const common = {
      variant: assertions[0]!.variant,
      smooths: assertions.some(({ options }) => (options.labelSmoothing ?? 0) !== 0),
    };
    const values: OwnTest = {
      ...common,
      name: test,
      run: (answer) => outcome(asked, (one) => valueOutcome(answer, one)),
    };
    if (name !== "torch" || !test.endsWith("float64")) return [values];
    const gradients: OwnTest = {
      ...common,
      name: test.replace("test_forward", "test_grad"),
      run: (answer, lossOf = (lossCall) => answer(lossCall)?.loss) =>
        outcome(asked, ({ lossCall }) => gradientOutcome(answer, lossOf, lossCall)),
    };
    return [values, gradients];
  });
  // Values first: whoever fails these need not be checked by differences, which takes a hundred times as long.
  const sorted = [
    ...tests.filter(({ name }) => !isOfGradient(name)),
    ...tests.filter(({ name }) => isOfGradient(name)),
  ];
  return { project: recorded.project, version: recorded.version, path: recorded.path, tests: sorted };
}

const isOfGradient = (name: string): boolean => name.startsWith("test_grad");

type Asked = RecordedAssertion & { readonly lossCall: LossCall };

function evaluationFor({ variant, options, inputs }: RecordedAssertion): LossCall {
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, wire]) => [name, decodeTensor(wire, name)]),
  );
  const lossCall = lossCallOf({ variant, options, inputs: tensors });
  if (lossCall === undefined) throw new Error(`${variant}: a test of the source is refused by our port`);
  return lossCall;
}

/** A call that the answer leaves to our port says nothing about it: the port is checked by itself. */
async function outcome(asked: readonly Asked[], of: (one: Asked) => Outcome): Promise<Outcome> {
  let answered = false;
  for (const one of asked) {
    const found = of(one);
    if (found === "failed") return "failed";
    if (found === "passed") answered = true;
  }
  return answered ? "passed" : "absent";
}

function valueOutcome(answer: Answer, one: Asked): Outcome {
  const own = answer(one.lossCall);
  if (own === undefined) return "absent";
  return isClose(own.loss, one) ? "passed" : "failed";
}

/** numpy's and torch's rule: |got - expected| <= atol + rtol |expected|, NaN equal to nothing. */
function isClose({ shape, data }: Tensor, { expected, allowed }: RecordedAssertion): boolean {
  const wanted = decodeTensor(expected, "expected");
  if (!sameShape(shape, wanted.shape)) return false;
  return wanted.data.every((value, i) => {
    const got = data[i]!;
    return got === value || Math.abs(got - value) <= allowed.atol + allowed.rtol * Math.abs(value);
  });
}
