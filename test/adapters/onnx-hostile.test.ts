/** .onnx files from anywhere: each is one clear line and exit 2, or verdicts; never a hang, never a file of others. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BOOL,
  buildModel,
  CROSS_ENTROPY,
  endless,
  FLOAT,
  FLOAT16,
  type GraphSpec,
  INT64,
} from "../onnx/build-model.ts";
import { runCli } from "./run-cli.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "smoothproof-onnx-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [LOGITS, TARGET] = CROSS_ENTROPY.inputs as [GraphSpec["inputs"][number], GraphSpec["inputs"][number]];
const exported = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/onnx/exported/${name}.onnx`, import.meta.url));

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Cross entropy with a part replaced. */
function spoilt(change: Partial<GraphSpec>, opset?: number): Uint8Array {
  return buildModel({ ...CROSS_ENTROPY, ...change }, opset);
}

/** Class weights said to lie in another file. */
function withExternal(location: string): Uint8Array {
  return spoilt({
    nodes: [{ op: "SoftmaxCrossEntropyLoss", inputs: ["logits", "target", "weight"], outputs: ["loss"] }],
    initializers: [{ name: "weight", type: FLOAT, dims: [8], location }],
  });
}

const PNG = Uint8Array.of(
  0x89,
  0x50,
  0x4e,
  0x47,
  0x0d,
  0x0a,
  0x1a,
  0x0a,
  0,
  0,
  0,
  0x0d,
  0x49,
  0x48,
  0x44,
  0x52,
);

/** Name, a file of it, and what the one line must say. */
const FILES: readonly [name: string, file: () => string, says: RegExp][] = [
  ["a file that is not there", () => join(folder, "nowhere.onnx"), /cannot be read: no such file/],
  ["a folder", () => folder, /cannot be read: it is a folder/],
  ["an empty file", () => write("empty.onnx", ""), /got an empty file/],
  ["a truncated model", () => write("truncated.onnx", spoilt({}).subarray(0, 60)), /perhaps it is truncated/],
  ["a PNG", () => write("image.onnx", PNG), /expected an ONNX model/],
  ["a text", () => write("text.onnx", "loss = 1\n".repeat(100)), /expected an ONNX model/],
  ["another message", () => write("version.onnx", Uint8Array.of(8, 8)), /has no graph in it/],
  [
    "external data above its folder",
    () => write("up.onnx", withExternal("../../etc/passwd")),
    /own folder, got "\.\.\/\.\.\/etc\/passwd"/,
  ],
  [
    "external data at an absolute path",
    () => write("root.onnx", withExternal("/etc/passwd")),
    /own folder, got "\/etc\/passwd"/,
  ],
  [
    "external data by a link that leads out",
    () => {
      mkdirSync(join(folder, "inner"), { recursive: true });
      write("secret", new Uint8Array(32));
      symlinkSync(join(folder, "secret"), join(folder, "inner", "weights"));
      return write("inner/link.onnx", withExternal("weights"));
    },
    /own folder, got "weights"/,
  ],
  [
    "external data that is not there",
    () => write("gone.onnx", withExternal("gone.data")),
    /"gone.data" is missing/,
  ],
  [
    "no float input",
    () =>
      write(
        "integers.onnx",
        spoilt({
          inputs: [TARGET],
          nodes: [{ op: "Cast", inputs: ["target"], outputs: ["loss"], attributes: { to: FLOAT } }],
          outputs: [{ name: "loss", type: FLOAT, dims: [4] }],
        }),
      ),
    /expected an input of logits or probabilities in float32 or float64, got target: int64 \[4\]/,
  ],
  [
    "2^40 dims",
    () => write("huge.onnx", spoilt({ inputs: [{ ...LOGITS, dims: [2 ** 40, 8] }, TARGET] })),
    /"logits": expected at most \d+ elements, got shape \[1099511627776, 8\]/,
  ],
  [
    "a stored tensor of 2^40",
    () => write("stored.onnx", spoilt({ initializers: [{ name: "w", type: FLOAT, dims: [2 ** 40] }] })),
    /"w": expected at most \d+ elements/,
  ],
  [
    "an opset from the future",
    () => write("future.onnx", spoilt({}, 999)),
    /ONNX Runtime refuses it: .*opset/i,
  ],
  [
    "an unknown operator",
    () =>
      write(
        "operator.onnx",
        spoilt({ nodes: [{ op: "Loss", inputs: ["logits", "target"], outputs: ["loss"] }] }),
      ),
    /ONNX Runtime refuses it/,
  ],
  [
    "float16",
    () =>
      write(
        "half.onnx",
        spoilt({
          inputs: [{ ...LOGITS, type: FLOAT16 }, TARGET],
          outputs: [{ name: "loss", type: FLOAT16, dims: [] }],
        }),
      ),
    /float16|refuses it/,
  ],
  [
    "an input that cannot be told",
    () => write("mask.onnx", spoilt({ inputs: [LOGITS, TARGET, { name: "mask", type: BOOL, dims: [4] }] })),
    /input mask: bool \[4\]: cannot tell what it is. Name it with --onnx-input/,
  ],
  [
    "what torch exports for probabilities",
    () => exported("cross-entropy-probabilities"),
    /ONNX Runtime refuses it: .*tensor\(float\)/,
  ],
];

describe("files that cannot be used", () => {
  test.each(FILES)("%s", async (_, file, says) => {
    const path = file();
    for (const args of [
      ["identify", "--onnx", path],
      ["conformance", "--onnx", path, "--variant", "torch"],
    ]) {
      const run = await runCli(args);
      expect([run.exitCode, run.stderr.split("\n").length]).toEqual([2, 1]);
      expect(run.stderr).toMatch(says);
    }
  });
});

/** A tensor of 2^40 made while running. */
function greedy(): Uint8Array {
  const size = Uint8Array.of(0, 0, 0, 0, 0, 1, 0, 0);
  return spoilt({
    initializers: [{ name: "size", type: INT64, dims: [1], raw: size }],
    nodes: [
      ...CROSS_ENTROPY.nodes.map((node) => ({ ...node, outputs: ["start"] })),
      { op: "ConstantOfShape", inputs: ["size"], outputs: ["zeros"] },
      { op: "ReduceSum", inputs: ["zeros"], outputs: ["zero"], attributes: { keepdims: 0 } },
      { op: "Add", inputs: ["start", "zero"], outputs: ["loss"] },
    ],
  });
}

/** Processes that were started for a file and are still there. */
function runningFor(path: string): number {
  return readdirSync("/proc").filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, "utf8").includes(path);
    } catch {
      return false;
    }
  }).length;
}

describe("graphs that hang or ask for too much", () => {
  test("identify gives up an endless loop", async () => {
    const path = write("endless.onnx", endless());
    const run = await runCli(["identify", "--onnx", path, "--timeout", "1"]);
    expect([run.exitCode, run.stderr.split("\n").length]).toEqual([2, 1]);
    expect(run.stderr).toMatch(/the graph gave no answer within 1 s$/);
    expect(runningFor(path)).toBe(0);
  });

  test("conformance counts an endless loop as errored, and goes on", async () => {
    const path = write("endless-again.onnx", endless());
    const run = await runCli([
      ...["conformance", "--onnx", path, "--variant", "torch", "--only", "torch.mean.index.2d.*.a0.f32"],
      ...["--timeout", "1", "--reporter", "json"],
    ]);
    const errored = run.report?.verdicts.filter(({ status }) => status === "error") ?? [];
    expect(run.exitCode).toBe(1);
    expect(errored.length).toBeGreaterThan(5);
    expect(errored[0]?.message).toBe("the graph gave no answer within 1 s");
    expect(errored.at(-1)?.message).toBe("given up after 5 starts");
    expect(runningFor(path)).toBe(0);
  });

  test("the time limit holds for the search as well", async () => {
    const path = write(
      "wide.onnx",
      spoilt({
        inputs: [
          { name: "logits", type: FLOAT, dims: [256, 256] },
          { name: "target", type: INT64, dims: [256] },
        ],
      }),
    );
    const started = performance.now();
    const run = await runCli(["identify", "--onnx", path, "--time-limit", "3"]);
    expect([run.exitCode, run.stderr.split("\n").length]).toEqual([2, 1]);
    expect(run.stderr).toMatch(/^--time-limit: expected the graph to be identified within 3 s/);
    // The search alone takes 20 s; a busy machine starts slowly.
    expect(performance.now() - started).toBeLessThan(12_000);
  });

  test("results and inputs that no loss has are not made", async () => {
    const size = new Uint8Array(BigInt64Array.of(3_000n, 3_000n).buffer);
    const large = spoilt({
      initializers: [{ name: "size", type: INT64, dims: [2], raw: size }],
      nodes: [{ op: "ConstantOfShape", inputs: ["size"], outputs: ["loss"] }],
      outputs: [{ name: "loss", type: FLOAT, dims: ["rows", "columns"] }],
    });
    const run = await runCli(["identify", "--onnx", write("large.onnx", large)]);
    expect(run.stdout).toMatch(/unknown\nnote: the graph refuses every call/);
    const weighted = spoilt({
      inputs: [...CROSS_ENTROPY.inputs, { name: "sampleWeight", type: FLOAT, dims: [2_000, 2_000] }],
    });
    const refused = await runCli(["identify", "--onnx", write("weighted.onnx", weighted)]);
    expect(refused.stderr).toMatch(
      /input sampleWeight: expected at most 65536 elements, got shape \[2000, 2000\]/,
    );
  });

  test("a graph that wants 4 TiB is refused, not run", async () => {
    const run = await runCli(["identify", "--onnx", write("greedy.onnx", greedy())]);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toMatch(/unknown\nnote: the graph refuses every call/);
  });
});

describe("external data beside the model", () => {
  test("is used", async () => {
    mkdirSync(join(folder, "beside"), { recursive: true });
    const weights = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
    write("beside/loss.data", new Uint8Array(weights.buffer));
    const path = write("beside/loss.onnx", withExternal("loss.data"));
    const run = await runCli(["identify", "--onnx", path, "--json"]);
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout).matches[0]).toMatchObject({
      variant: "torch",
      options: { labelSmoothing: 0, reduction: "mean", weight: [...weights] },
    });
  });
});
