/** `smoothproof vectors --show ID`: one vector for a person, or as a program that asks the reference for it. */
import { showValue } from "../compare/show.ts";
import type { ExpectedOutput, Vector } from "../fixtures/vector.ts";
import type { Tensor } from "../math/tensor.ts";
import { DEFAULT_WIDTH, wrap } from "../report/layout.ts";
import { factoryName } from "../variants/factory-name.ts";
import { UsageError } from "./exit-codes.ts";

export type Form = "text" | "python" | "js";

/** Most elements that are shown in full. */
const MOST_SHOWN = 64;

export function showVector(vector: Vector, form: Form): string {
  if (form === "python") return pythonProgram(vector);
  return form === "js" ? jsProgram(vector) : text(vector);
}

function text(vector: Vector): string {
  const { id, variant, dtype, tier, flags, options, inputs, expect, reference } = vector;
  const line = (label: string, value: string): readonly string[] =>
    wrap(`${label.padEnd(10)}${value}`, process.stdout.columns ?? DEFAULT_WIDTH, " ".repeat(10));
  const settings = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const tensors = Object.entries(inputs).flatMap(([name, tensor]) =>
    tensor === undefined ? [] : line(name, numbers(tensor)),
  );
  const expected =
    expect.kind === "throws"
      ? [
          ...line("expected", `${expect.code} at ${expect.phase}`),
          ...line("observed", `${expect.observed.type}: ${expect.observed.message}`),
        ]
      : (["loss", "gradient"] as const).flatMap((name) => [
          ...line(name, shown(expect[name])),
          ...line("  truth", truthOf(expect[name])),
        ]);
  return [
    id,
    ...line("variant", `${variant}, ${dtype}, tier ${tier}`),
    ...line("options", settings.join(", ") || "none"),
    ...line("flags", flags.join(", ") || "none"),
    ...tensors,
    ...line("reference", reference),
    ...expected,
    "",
  ].join("\n");
}

function numbers({ dtype, shape, data }: Tensor): string {
  const form = `${dtype} [${shape.join(", ")}]`;
  return data.length > MOST_SHOWN ? form : `${form}  ${nested(data, shape, String)}`;
}

function shown({ shape, observed, observedDtype }: ExpectedOutput): string {
  if (observed.length > MOST_SHOWN) return `[${shape.join(", ")}]`;
  return nested(observed, shape, (value) => showValue(value, observedDtype).text);
}

function truthOf({ truth, shape }: ExpectedOutput): string {
  return truth.length > MOST_SHOWN ? `[${shape.join(", ")}]` : nested(truth, shape, String);
}

/** `[[1, 2], [3, 4]]`, each element as `write` writes it. */
function nested<Element>(
  data: Iterable<Element>,
  shape: readonly number[],
  write: (value: Element) => string,
): string {
  let items = Array.from(data, write);
  if (items.length === 0) return "[]";
  for (const size of [...shape].reverse()) {
    items = Array.from(
      { length: items.length / size },
      (_, i) => `[${items.slice(i * size, (i + 1) * size).join(", ")}]`,
    );
  }
  return items.join("");
}

const PYTHON_NAMES: { readonly [name: string]: string } = {
  labelSmoothing: "label_smoothing",
  ignoreIndex: "ignore_index",
  reduction: "reduction",
};

/** The call of PyTorch itself, which anybody can run; other references are called in their own ways. */
function pythonProgram({ id, variant, options, inputs, expect }: Vector): string {
  if (variant !== "torch")
    throw new UsageError(
      `--as python: expected a vector of torch, got one of ${variant}. Run: npx smoothproof vectors --show ${id} --as js`,
    );
  const literal = (value: number): string =>
    Number.isNaN(value)
      ? "nan"
      : Number.isFinite(value)
        ? Object.is(value, -0)
          ? "-0.0"
          : String(value)
        : value > 0
          ? "inf"
          : "-inf";
  const tensor = ({ dtype, shape, data }: Tensor): string =>
    data.length === 0
      ? `torch.zeros(${JSON.stringify(shape)}, dtype=torch.${dtype})`
      : `torch.tensor(${nested(data, shape, literal)}, dtype=torch.${dtype})`;
  const settings = Object.entries(options).map(
    ([name, value]) =>
      `${PYTHON_NAMES[name] ?? name}=${typeof value === "number" ? literal(value) : pythonValue(value)}`,
  );
  const { logits, target, weight, upstream } = inputs;
  const weights = weight === undefined ? [] : ["weight=weight"];
  return [
    `# ${id}`,
    "import torch",
    "from math import inf, nan",
    "",
    `logits = ${tensor(logits!)}.requires_grad_()`,
    `target = ${tensor(target!)}`,
    ...(weight === undefined ? [] : [`weight = ${tensor(weight)}`]),
    `criterion = torch.nn.CrossEntropyLoss(${[...weights, ...settings].join(", ")})`,
    "loss = criterion(logits, target)",
    upstream === undefined ? "loss.sum().backward()" : `loss.backward(${tensor(upstream)}.expand_as(loss))`,
    "print(loss, logits.grad)",
    ...(expect.kind === "throws"
      ? [`# expected: ${expect.observed.type}: ${expect.observed.message.split("\n")[0]}`]
      : [`# expected: loss ${shown(expect.loss)}, gradient ${shown(expect.gradient)}`]),
    "",
  ].join("\n");
}

function pythonValue(value: string | boolean | null): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  // A number that JSON cannot write.
  const name = { NaN: "nan", Infinity: "inf", "-Infinity": "-inf" }[value];
  return name ?? JSON.stringify(value);
}

/** The same call of this package. */
function jsProgram({ id, variant, options, inputs, expect }: Vector): string {
  const literal = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));
  const tensor = ({ dtype, shape, data }: Tensor): string =>
    `{ dtype: "${dtype}", shape: ${JSON.stringify(shape)}, data: [${Array.from(data, literal).join(", ")}] }`;
  const factory = factoryName(variant);
  const settings = Object.entries(options).map(([name, value]) => `${name}: ${jsValue(value)}`);
  const { logits, logProbs, probs, target, ...others } = inputs;
  const first = logits ?? logProbs ?? probs!;
  const given = Object.entries(others).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${tensor(value)}`],
  );
  return [
    `// ${id}`,
    ["import", `{ ${factory} }`, "from", `"smoothproof/variants/${variant}";`].join(" "),
    "",
    `const criterion = ${factory}({ ${settings.join(", ")} });`,
    `const first = ${tensor(first)};`,
    `const target = ${tensor(target!)};`,
    `console.log(criterion.lossAndGradient(first, target, { ${given.join(", ")} }));`,
    ...(expect.kind === "throws"
      ? [`// expected: ${expect.code} at ${expect.phase}`]
      : [`// expected: loss ${shown(expect.loss)}, gradient ${shown(expect.gradient)}`]),
    "",
  ].join("\n");
}

function jsValue(value: number | string | boolean | null): string {
  if (typeof value !== "string") return value === null ? "undefined" : String(value);
  return ["NaN", "Infinity", "-Infinity"].includes(value) ? value : JSON.stringify(value);
}
