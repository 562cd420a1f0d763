/** The kinds of inputs that can be malformed, how each is read, and which errors are proper refusals. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import pc from "picocolors";
import { readArrays } from "../../../src/cli/array-file.ts";
import { attempt } from "../../../src/cli/attempt.ts";
import { UsageError } from "../../../src/cli/exit-codes.ts";
import { readSide } from "../../../src/cli/side.ts";
import type { Verdict } from "../../../src/compare/verdict.ts";
import { expectedFailuresSchema, unmatched } from "../../../src/conformance/expected-failures.ts";
import { commitmentTo, mergeVerdicts } from "../../../src/conformance/merge.ts";
import { parseShard } from "../../../src/conformance/shard.ts";
import { ReportError, readReport } from "../../../src/conformance/stored-report.ts";
import { convert } from "../../../src/explain/convert.ts";
import { floorOf } from "../../../src/explain/floor.ts";
import { JsonError, parseJson } from "../../../src/files/json.ts";
import { BitsError } from "../../../src/fixtures/bits-error.ts";
import { parseFile } from "../../../src/fixtures/check.ts";
import { decodeVector } from "../../../src/fixtures/decode.ts";
import { FixtureError } from "../../../src/fixtures/errors.ts";
import { Safetensors, SafetensorsError } from "../../../src/fixtures/safetensors.ts";
import { fixtureFileSchema } from "../../../src/fixtures/schema.ts";
import { NpyError, readNpy } from "../../../src/formats/npy.ts";
import { fuzzReportSchema, mergeFuzzReports } from "../../../src/fuzz/report.ts";
import type { Side } from "../../../src/identify/side.ts";
import { asTensor, type TensorLike } from "../../../src/math/as-tensor.ts";
import { InvalidArgument } from "../../../src/math/errors.ts";
import { constantVectors } from "../../../src/onnx/constants.ts";
import { readModel } from "../../../src/onnx/model-proto.ts";
import { ProtoError } from "../../../src/onnx/proto-reader.ts";
import { responseSchema } from "../../../src/protocol/messages.ts";
import { respond } from "../../../src/protocol/respond.ts";
import { renderFuzzText } from "../../../src/report/fuzz-text.ts";
import type { ReportHeader } from "../../../src/report/header.ts";
import { renderText } from "../../../src/report/text.ts";
import { VARIANTS } from "../../../src/variants/index.ts";
import { mutatedBytes, mutatedJson, mutatedText } from "./mutated.ts";

export interface Kind {
  readonly name: string;
  readonly inputs: fc.Arbitrary<unknown>;
  readonly use: (input: unknown) => void;
  readonly isRefusal: (error: unknown) => boolean;
}

function kind<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  use: (input: Input) => void,
  ...refusals: readonly (new (
    ...args: never[]
  ) => Error)[]
): Kind {
  return {
    name,
    inputs,
    use: use as (input: unknown) => void,
    isRefusal: (error) => refusals.some((refusal) => error instanceof refusal),
  };
}

const path = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
const bytesOf = (file: string): Buffer => readFileSync(path(file));

const wire = (shape: readonly number[], data: readonly unknown[], dtype = "float64"): object => ({
  dtype,
  shape,
  data,
});
const LOGITS = wire([2, 3], [2, 1, 0.5, "NaN", 3, "-Infinity"]);
const INDICES = wire([2], [0, 1], "int64");
const ONEHOT = wire([2, 3], [1, 0, 0, 0, 1, 0]);

const REQUESTS: readonly object[] = [
  { type: "hello", protocol: 1 },
  { type: "bye" },
  { type: "echo", id: "e", tensor: { dtype: "float32", shape: [2], hex: "7fc00000 80000000" } },
  {
    type: "run",
    id: "1",
    variant: "torch",
    options: { labelSmoothing: 0.1, ignoreIndex: 1, reduction: "none" },
    inputs: { logits: LOGITS, target: INDICES, weight: wire([3], [1, 2, 3]), upstream: wire([2], [1, 2]) },
    want: ["loss"],
  },
  {
    type: "run",
    id: "2",
    variant: "keras-categorical",
    options: { fromLogits: true, axis: -1 },
    inputs: { logits: LOGITS, target: ONEHOT, sampleWeight: wire([2], [1, 2]) },
  },
  {
    type: "run",
    id: "3",
    variant: "keras-binary",
    options: { reduction: "mean_with_sample_weight" },
    inputs: { probs: ONEHOT, target: ONEHOT, sampleWeight: wire([2, 1], [1, 2]) },
  },
  {
    type: "run",
    id: "4",
    variant: "opennmt",
    options: { labelSmoothing: 0.1, numClasses: 3, ignoreIndex: 2 },
    inputs: { logProbs: LOGITS, target: INDICES },
  },
  {
    type: "run",
    id: "5",
    variant: "tfjs-sigmoid",
    options: {},
    inputs: { logits: LOGITS, target: ONEHOT, sampleWeight: wire([1, 3], [0, 1, 2]) },
  },
  ...VARIANTS.map(({ id, axes }) => ({
    type: "run",
    id,
    variant: id,
    options: { labelSmoothing: 0.1 },
    inputs: { [axes.input]: LOGITS, target: INDICES },
  })),
];

/** The catch-all answer begins like the answer to a request that is not JSON. */
const FORESEEN = /^request: expected /;

function serve(line: string): void {
  const response = respond(line, { name: "x", version: "0" });
  if (response === undefined) return;
  responseSchema.parse(JSON.parse(JSON.stringify(response)));
  if (response.type === "error" && /^request: /.test(response.message) && !FORESEEN.test(response.message))
    throw new Error(response.message);
}

const MEASURE = {
  elements: 1,
  mismatches: 1,
  budget: 8,
  units: 9,
  unitsFromReference: 9,
  referenceUnits: 0,
  ulp: "class",
  normwise: 1,
  index: [0],
  expected: { text: "1", bits: "00" },
  got: { text: "2", bits: "01" },
  truth: "1.5",
  referenceUnitsThere: 0,
};
const VERDICT = {
  id: "torch.a.b",
  variant: "torch",
  dtype: "float32",
  tier: "core",
  status: "fail",
  output: "loss",
  maxUlp: 9,
  measures: { loss: MEASURE },
  flags: ["NaN"],
  kinds: ["float32"],
  options: { labelSmoothing: 0.1, reduction: null },
  shape: [2, 3],
  reference: "torch 2",
  file: "vectors/torch.json",
  message: "wrong",
  cause: { symptom: { kind: "exception", says: "boom" }, condition: "there is one class" },
  given: { logits: "[1]" },
  looksLike: { mutant: "simple", says: "a slip", besides: ["another"] },
};
const REPORT = {
  format: "smoothproof-conformance/2",
  summary: {},
  implementation: { name: "x", version: "1", language: "js" },
  verdicts: [VERDICT, { ...VERDICT, id: "torch.c", status: "pass", measures: {} }],
  footer: {
    verdicts: 2,
    smoothproof: "0.1.0",
    fixtures: { version: 1, sha256: "00" },
    references: { torch: "2" },
    truth: "mpmath",
    command: "npx",
    selection: { variants: [], only: [], skip: [], flags: [], tiers: [] },
    shard: { index: 1, count: 1 },
    selected: commitmentTo(["torch.a.b", "torch.c"]),
    owes: ["torch.a.b", "torch.c"],
  },
};

function mergeReport(text: string): void {
  const report = readReport(parseJson(text), "report.json");
  const verdicts: Verdict[] = mergeVerdicts([{ file: "report.json", report }]);
  const {
    smoothproof,
    verdicts: _,
    ...footer
  } = report.footer as never as ReportHeader & { smoothproof: string; verdicts: number };
  const header = {
    ...footer,
    version: smoothproof,
    implementation: report.implementation as ReportHeader["implementation"],
  };
  renderText(verdicts, header, { colors: pc.createColors(false) });
}

const FUZZED = {
  format: "smoothproof-fuzz/2",
  smoothproof: "0.1.0",
  subject: "x",
  oracle: "y",
  variants: ["torch"],
  seed: 1,
  runs: 10,
  shard: { index: 1, count: 2 },
  compared: 9,
  lossAlone: 1,
  notCompared: { why: 1 },
  differences: [{ message: "m", shrunk: 1, request: {} }],
  command: "npx",
  seconds: 1,
};

function mergeFuzzed(parts: unknown): void {
  const reports = (Array.isArray(parts) ? parts : [parts]).map((part, i) => ({
    file: `${i}`,
    report: fuzzReportSchema.safeParse(part).data,
  }));
  if (reports.some(({ report }) => report === undefined)) throw new ReportError("no report");
  const merged = mergeFuzzReports(reports as never);
  if ("problem" in merged) throw new ReportError(merged.problem);
  renderFuzzText(merged);
}

const FIXTURE = ((): { vectors: unknown[] } => {
  const file = JSON.parse(bytesOf("fixtures/vectors/equation1.json").toString()) as { vectors: unknown[] };
  return { ...file, vectors: file.vectors.slice(0, 3) };
})();

function readFixture(text: string): void {
  const file = parseFile("vectors/equation1.json", Buffer.from(text), fixtureFileSchema);
  for (const raw of file.vectors) decodeVector(raw, { file: "x", reference: "torch 2", sidecar: undefined });
}

function readSidecar(bytes: Buffer): void {
  const sidecar = new Safetensors(bytes);
  for (const name of sidecar.names) sidecar.tensor(name);
}

const SIDECAR = ((): Buffer => {
  const header = JSON.stringify({
    a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
    b: { dtype: "BF16", shape: [1, 2], data_offsets: [8, 12] },
    c: { dtype: "I64", shape: [], data_offsets: [12, 20] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(20)]);
})();

function lookThrough(bytes: Buffer): void {
  const summary = readModel(bytes);
  constantVectors({ external: [], summary });
}

const option = fc.oneof(
  fc.constantFrom(...VARIANTS.map(({ id }) => id), "__proto__", "constructor", "", "torch:", "x"),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const pair = fc
  .tuple(
    fc.constantFrom(
      "labelSmoothing",
      "numClasses",
      "ignoreIndex",
      "reduction",
      "axis",
      "fromLogits",
      "gamma",
      "__proto__",
      "toString",
      "",
    ),
    fc.oneof(
      fc.constantFrom(
        "0.1",
        "1",
        "0",
        "-1",
        "NaN",
        "Infinity",
        "-0",
        "1e400",
        "none",
        "true",
        "mean",
        "",
        "0x10",
        "9".repeat(400),
      ),
      fc.string({ maxLength: 8 }),
    ),
  )
  .map(([name, value]) => `${name}=${value}`);
const usual = fc.tuple(
  fc.constantFrom(...VARIANTS.map(({ id }) => id)),
  fc.constantFrom("", "", ":labelSmoothing=0.1", ":ignoreIndex=0"),
);
const odd = fc
  .tuple(option, fc.array(pair, { maxLength: 3 }))
  .map(([id, pairs]) => (pairs.length === 0 ? id : `${id}:${pairs.join(",")}`));
const side = fc.oneof(
  odd,
  usual.map((parts) => parts.join("")),
);
const command = fc.record({
  from: side,
  to: side,
  alpha: fc.oneof(fc.double(), fc.constantFrom(0, 0.1, 1, 1.5, -1), fc.constantFrom(0.1, 0.05)),
  classes: fc.oneof(
    fc.constantFrom(3, 5, 10),
    fc.integer({ min: -2, max: 50 }),
    fc.double(),
    fc.constantFrom(2 ** 53, Number.NaN),
  ),
  shard: fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("1/2", "0/1", "2/1", "9999999/1")),
});

const folder = mkdtempSync(join(tmpdir(), "smoothproof-malformed-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

class Refused extends Error {}

const NUMPY = ["stored", "deflated", "batch"].map((name) => bytesOf(`test/formats/numpy/${name}.npz`));

export const KINDS: readonly Kind[] = [
  kind("requests", mutatedText(REQUESTS), serve),
  kind("reports", mutatedText([REPORT]), mergeReport, ReportError, JsonError),
  kind(
    "fuzz reports",
    mutatedJson([FUZZED, [FUZZED, { ...FUZZED, shard: { index: 2, count: 2 } }]]),
    mergeFuzzed,
    ReportError,
  ),
  kind(
    "expected failures",
    mutatedJson([[{ id: "torch.*", reason: "r", link: "https://x" }]]),
    (json) => {
      const parsed = expectedFailuresSchema.safeParse(json);
      if (!parsed.success) throw new Refused();
      unmatched(parsed.data, ["torch.a"]);
    },
    Refused,
  ),
  kind("fixtures", mutatedText([FIXTURE]), readFixture, FixtureError, BitsError),
  kind(
    "npy",
    mutatedBytes(["f8", "records"].map((name) => bytesOf(`test/formats/numpy/${name}.npy`))),
    (bytes) => void readNpy(bytes),
    NpyError,
  ),
  kind(
    "npz",
    mutatedBytes(NUMPY),
    (bytes) => {
      writeFileSync(join(folder, "x.npz"), bytes);
      try {
        readArrays(join(folder, "x.npz"));
      } catch (error) {
        throw (error as Error).name === "ArrayFileError" && (error as Error).cause !== undefined
          ? new Refused((error as Error).message)
          : error;
      }
    },
    Refused,
  ),
  kind("safetensors", mutatedBytes([SIDECAR]), readSidecar, SafetensorsError),
  kind(
    "onnx",
    mutatedBytes(
      ["equation1.mean.indices.f32", "torch.mean.indices.f32"].flatMap((name) =>
        tryBytes(`fixtures/onnx/${name}.onnx`),
      ),
    ),
    lookThrough,
    ProtoError,
  ),
  kind(
    "tensors of the library",
    mutatedJson([
      [
        [1, 2],
        [3, 4],
      ],
      { data: [1, 2], shape: [2] },
      { data: [1, 2, 3, 4], shape: [2, 2], stride: [1, 2], offset: 0 },
      { data: [1], dims: [1], dtype: "float32" },
    ]),
    (value) => void asTensor(value as TensorLike, "logits"),
    InvalidArgument,
  ),
  kind(
    "options",
    command,
    ({ from, to, alpha, classes, shard }) => {
      parseShard(shard);
      const [first, second] = [readSide("--from", from), readSide("--to", to)] as [Side, Side];
      attempt(() => convert(alpha, first, second, classes));
      attempt(() => floorOf(first, { classes, labelSmoothing: alpha }));
    },
    UsageError,
  ),
];

/** Empty where there is no such graph. */
function tryBytes(file: string): readonly Buffer[] {
  try {
    return [bytesOf(file)];
  } catch {
    return [];
  }
}
