/** What a user sees who gives an op something it cannot take: the argument, what was expected, what came. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  equation1,
  forCompile,
  InvalidArgument,
  kerasCategorical,
  opennmt,
  simple,
  torch,
} from "../../src/tfjs/index.ts";
import { checkVersion } from "../../src/tfjs/peer.ts";
import { tf } from "./start.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const index = (...values: number[]): tf.Tensor1D => tf.tensor1d(values, "int32");

function disposed(): tf.Tensor {
  const tensor = tf.zeros([2, 3]);
  tensor.dispose();
  return tensor;
}

describe("an op refuses", () => {
  const refusals: [string, () => tf.Tensor][] = [
    ["logits: expected dtype float32, got int32", () => torch()(tf.zeros([2, 3], "int32"), index(0, 1))],
    ["logits: expected numbers, got dtype string", () => torch()(tf.tensor(["a"]), index(0))],
    ["target: expected numbers, got dtype string", () => torch()(tf.zeros([1, 3]), tf.tensor(["a"]))],
    [
      "target: expected class indices of an integer dtype, got float32",
      () => torch()(tf.zeros([2, 3]), tf.zeros([2])),
    ],
    [
      "target: expected floating point probabilities for shape [2, 3], got integers",
      () => torch()(tf.zeros([2, 3]), tf.zeros([2, 3], "int32")),
    ],
    [
      "target: expected indices [2] or a distribution [2, 3] for input [2, 3], got shape [3]",
      () => torch()(tf.zeros([2, 3]), index(0, 1, 2)),
    ],
    [
      "logProbs: expected rank 2, got shape [2, 3, 4]",
      () => opennmt({ labelSmoothing: 0.1, numClasses: 4, ignoreIndex: 0 })(tf.zeros([2, 3, 4]), index(0, 1)),
    ],
    ["target: expected class indices in [0, 2], got 3", () => torch()(tf.zeros([2, 3]), index(0, 3))],
    ["target: expected class indices in [0, 2], got -1", () => equation1()(tf.zeros([2, 3]), index(0, -1))],
    [
      "weight: expected shape [3], one per class, got [2]",
      () => torch()(tf.zeros([2, 3]), index(0, 1), { weight: tf.ones([2]) }),
    ],
    [
      "sampleWeight: expected a shape that broadcasts with the losses [2], got [3]",
      () => kerasCategorical()(tf.ones([2, 3]), tf.ones([2, 3]), { sampleWeight: tf.ones([3]) }),
    ],
    [
      "axis: expected an axis of shape [2, 3], got 2",
      () => kerasCategorical({ axis: 2 })(tf.ones([2, 3]), tf.ones([2, 3])),
    ],
    [
      "dim: expected an axis of shape [2, 3], got -3",
      () => simple({ numClasses: 3, dim: -3 })(tf.ones([2, 3]), index(0, 1)),
    ],
    ["logits: expected a living tensor, got a disposed one", () => torch()(disposed(), index(0, 1))],
    ["target: expected a living tensor, got a disposed one", () => torch()(tf.zeros([2, 3]), disposed())],
    [
      "logits: expected a TensorFlow.js tensor, got an array of length 1",
      () => torch()([[1, 2]] as unknown as tf.Tensor, index(0)),
    ],
    [
      "sampleWeight: expected weight for torch",
      () => torch()(tf.zeros([1, 3]), index(0), { sampleWeight: tf.ones([1]) } as object),
    ],
  ];

  it.each(refusals)("%s", (message, work) => {
    let error: unknown;
    tf.tidy(() => {
      try {
        work();
      } catch (thrown) {
        error = thrown;
      }
    });
    expect(error).toBeInstanceOf(InvalidArgument);
    expect((error as Error).message).toBe(message);
  });

  /** As JavaScript calls them, where no compiler looks. */
  type Untyped = (...args: unknown[]) => (...tensors: unknown[]) => tf.Tensor;
  const op = torch as unknown as Untyped;
  const compile = forCompile as unknown as Untyped;
  const known = "labelSmoothing, ignoreIndex, reduction";

  it.each<[string, () => unknown]>([
    [`options: expected an object with ${known}, got 0.1`, () => op(0.1)],
    [`options: expected an object with ${known}, got an array of length 0`, () => op([])],
    [`options: expected an object with ${known}, got null`, () => op(null)],
    [
      "labelSmoothing: expected a number not above 1, got null",
      () => op({ labelSmoothing: null })(tf.zeros([2, 3]), index(0, 1)),
    ],
    [
      "environment: expected none, since an op runs on the backend of tf.setBackend, got an object",
      () => op({}, { backend: "x" }),
    ],
    ["extras: expected an object with weight, got 3", () => op()(tf.zeros([2, 3]), index(0, 1), 3)],
    ["extras: expected an object with weight, got null", () => op()(tf.zeros([2, 3]), index(0, 1), null)],
    [
      "weight: expected a TensorFlow.js tensor, got null",
      () => op()(tf.zeros([2, 3]), index(0, 1), { weight: null }),
    ],
    [
      "extras: expected an empty object, got 3",
      () => (equation1 as unknown as Untyped)()(tf.zeros([2, 3]), index(0, 1), 3),
    ],
    [`options: expected an object with fromLogits, weight, ${known}, got null`, () => compile("torch", null)],
    [`options: expected an object with fromLogits, weight, ${known}, got 0.1`, () => compile("torch", 0.1)],
    ['fromLogits: expected true or false, got "yes"', () => compile("torch", { fromLogits: "yes" })],
    ["fromLogits: expected true or false, got null", () => compile("keras-binary", { fromLogits: null })],
    [
      "weight: expected an array of numbers, one per class, got null",
      () => compile("torch", { weight: null }),
    ],
    [
      'weight: expected an array of numbers, one per class, got "12"',
      () => compile("torch", { weight: "12" }),
    ],
  ])("%s", (message, work) => {
    let error: unknown;
    tf.tidy(() => {
      try {
        work();
      } catch (thrown) {
        error = thrown;
      }
    });
    expect(error).toBeInstanceOf(InvalidArgument);
    expect((error as Error).message).toBe(message);
  });

  it("another major version of TensorFlow.js", () => {
    expect(() => checkVersion("5.0.0")).toThrow(
      "@tensorflow/tfjs-core: expected version 4, got 5.0.0. Run: npm install @tensorflow/tfjs-core@4.22.0",
    );
    expect(() => checkVersion()).not.toThrow();
  });
});

describe("without a device that can be looked at", () => {
  /** The plain backend under another name, of which nothing is known. */
  beforeAll(async () => {
    tf.registerBackend("somewhere-else", () => tf.findBackend("cpu"));
    for (const kernel of tf.getKernelsForBackend("cpu")) {
      tf.registerKernel({ ...kernel, backendName: "somewhere-else" });
    }
    await tf.setBackend("somewhere-else");
  });
  afterAll(async () => {
    await tf.setBackend("cpu");
  });

  it("the row of an index that names no class is NaN, loss and gradient, and check refuses it", async () => {
    const logits = tf.tensor2d([
      [1, 2, 3],
      [3, 1, 0],
    ]);
    const target = index(1, 7);
    const criterion = torch({ labelSmoothing: 0.1, reduction: "none" });
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => criterion(x, target))(logits, tf.ones([2]));
    expect([...value.dataSync()].map(Number.isNaN)).toEqual([false, true]);
    expect([...grad.dataSync()].map(Number.isNaN)).toEqual([false, false, false, true, true, true]);
    await expect(criterion.check(logits, target)).rejects.toThrow(
      "target: expected class indices in [0, 2], got 7",
    );
    await expect(criterion.check(logits, index(1, 2))).resolves.toBeUndefined();
    tf.dispose([logits, target, value, grad]);
  });
});

describe("a package that is not there", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "smoothproof-without-tfjs-"));
    for (const part of ["dist", "bin", "package.json"])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, "fixtures"), join(folder, "fixtures"));
    mkdirSync(join(folder, "node_modules"));
    for (const name of readdirSync(join(root, "node_modules"))) {
      if (name !== "@tensorflow")
        symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is named by the import, with the command that installs it", async () => {
    const { stderr, exitCode } = await execa(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        'import("smoothproof/tfjs").catch((error) => { console.error(error.message); process.exit(9); })',
      ],
      { cwd: folder, reject: false },
    );
    expect([exitCode, stderr]).toEqual([
      9,
      "@tensorflow/tfjs-core: expected the package, which smoothproof/tfjs needs. Run: npm install @tensorflow/tfjs-core@4.22.0",
    ]);
  });

  it.each(["tfjs-cpu", "tfjs-wasm"])(
    "makes --backend %s exit with 4 and the command that installs it",
    async (id) => {
      const { stderr, exitCode } = await execa(
        process.execPath,
        ["bin/smoothproof.js", "conformance", "--backend", id],
        { cwd: folder, reject: false },
      );
      const name = `@tensorflow/tfjs-backend-${id.slice("tfjs-".length)}`;
      expect(stderr).toBe(
        `${id}: expected the packages @tensorflow/tfjs-core and ${name}. Run: npm install @tensorflow/tfjs-core@4.22.0 ${name}@4.22.0`,
      );
      expect(exitCode).toBe(4);
    },
  );

  it("leaves an op without a backend, which it says", async () => {
    const { stderr } = await execa(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { torch } = await import("./dist/tfjs/index.js");
         try { torch()({}, {}); } catch (error) { console.error(error.message); }`,
      ],
      { cwd: root, reject: false },
    );
    expect(stderr).toBe(
      "backend: expected a registered TensorFlow.js backend, got none. Run: npm install @tensorflow/tfjs-backend-cpu, and import it",
    );
  });
});
