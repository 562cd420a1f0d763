/** `smoothproof identify --onnx`: what graphs compute, whatever they were meant to. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { buildModel, CROSS_ENTROPY, FLOAT } from "../onnx/build-model.ts";
import { smoothproof } from "./run.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures", import.meta.url));

interface Exported {
  readonly file: string;
  readonly variant: string;
  readonly meant: { readonly labelSmoothing: number };
  /** What the graph was measured to compute; null where no runtime takes it. */
  readonly computes: { readonly labelSmoothing: number; readonly [option: string]: unknown } | null;
}

interface Identified {
  readonly matches: readonly {
    readonly variant: string;
    readonly options: { readonly [option: string]: unknown };
    readonly worstUlp: number;
    readonly takesLogits?: boolean;
    readonly sameAs: readonly { readonly variant: string }[];
    readonly mutant?: { readonly id: string };
  }[];
  readonly ambiguous: boolean;
  readonly note: string;
}

const index = JSON.parse(readFileSync(join(FIXTURES, "onnx/index.json"), "utf8")) as {
  readonly graphs: readonly {
    file: string;
    variant: string;
    options: object;
    target: string;
    layout: { kind: string };
  }[];
  readonly exported: readonly Exported[];
};

const folder = mkdtempSync(join(tmpdir(), "smoothproof-identify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function identify(path: string): Promise<Identified & { readonly exitCode: number | undefined }> {
  const { stdout, exitCode } = await smoothproof(["identify", "--onnx", path, "--json"]);
  return { ...(JSON.parse(stdout) as Identified), exitCode };
}

describe("graphs as torch exports them", () => {
  const usable = index.exported.filter(({ computes }) => computes !== null);

  test("there are those that lose their smoothing and those that keep it", () => {
    const lost = usable.filter(({ meant, computes }) => meant.labelSmoothing !== computes?.labelSmoothing);
    expect(lost.length).toBeGreaterThanOrEqual(8);
    expect(usable.length - lost.length).toBeGreaterThanOrEqual(9);
  });

  test.each(usable)("$file", async ({ file, variant, meant, computes }) => {
    const { matches, note, exitCode } = await identify(join(FIXTURES, file));
    expect(exitCode).toBe(meant.labelSmoothing === computes?.labelSmoothing ? 0 : 1);
    expect(matches[0]).toMatchObject({ variant, options: computes });
    expect(matches[0]?.worstUlp).toBeLessThan(4);
    if (meant.labelSmoothing === computes?.labelSmoothing) expect(note).not.toMatch(/plain|lost/);
    else {
      expect(note).toMatch(`plain cross entropy: the label smoothing of ${meant.labelSmoothing} is lost`);
      expect(note).toMatch("run_decompositions()");
    }
  });
});

describe("other graphs", () => {
  test("a graph without metadata is plain cross entropy, and may have lost its smoothing", async () => {
    const path = join(folder, "bare.onnx");
    writeFileSync(path, buildModel(CROSS_ENTROPY));
    const { matches, ambiguous, note } = await identify(path);
    expect(matches.map(({ variant }) => variant)).toEqual(["torch"]);
    expect(matches[0]?.options.labelSmoothing).toBe(0);
    expect(matches[0]?.sameAs.map(({ variant }) => variant)).toEqual(
      expect.arrayContaining(["simple", "equation1"]),
    );
    expect(ambiguous).toBe(false);
    expect(note).toMatch(/^plain cross entropy: there is no label smoothing in this graph\. If /);
  });

  test("a file's name may tell that smoothing was meant", async () => {
    const path = join(folder, "loss-label-smoothing-0.2.onnx");
    writeFileSync(path, buildModel(CROSS_ENTROPY));
    const { note } = await identify(path);
    expect(note).toMatch("the label smoothing of 0.2 is lost, which its file's name tells of");
  });

  test("a wrong loss is named by its mutant", async () => {
    // 1-a on the class as it should be, but a/K elsewhere where the simple class has a/(K-1).
    const bytes = readFileSync(join(FIXTURES, "onnx/exported/simple.onnx"));
    const [right, wrong] = [Math.fround(0.1 / 7), Math.fround(0.1 / 8)];
    let replaced = 0;
    for (let at = 0; at + 4 <= bytes.length; at += 1) {
      if (bytes.readFloatLE(at) !== right) continue;
      bytes.writeFloatLE(wrong, at);
      replaced += 1;
      at += 3;
    }
    expect(replaced).toBe(32);
    const path = join(folder, "wrong.onnx");
    writeFileSync(path, bytes);
    const { matches, note, exitCode } = await identify(path);
    expect(exitCode).toBe(1);
    expect(matches[0]).toMatchObject({
      mutant: { id: "on-without-share" },
      options: { labelSmoothing: 0.1 },
    });
    expect(note).toMatch("no variant gives these numbers; it looks like");
  });

  test("a loss that is none is unknown", async () => {
    const path = join(folder, "unknown.onnx");
    const squared = {
      ...CROSS_ENTROPY,
      nodes: [
        ...CROSS_ENTROPY.nodes.map((node) => ({ ...node, outputs: ["plain"] })),
        { op: "Mul", inputs: ["plain", "plain"], outputs: ["loss"] },
      ],
      outputs: [{ name: "loss", type: FLOAT, dims: [] }],
    };
    writeFileSync(path, buildModel(squared));
    const { matches, note, exitCode } = await identify(path);
    expect([matches.length, exitCode]).toEqual([0, 2]);
    expect(note).toBe("no known loss, right or wrong, gives these numbers");
  });
});

describe("graphs that take their smoothing as an input", () => {
  const oracles = index.graphs.filter(
    ({ file, layout }) => file.endsWith(".f64.onnx") && layout.kind === "merged",
  );

  test.each(oracles)("$file", async ({ file, variant, options }) => {
    const { matches } = await identify(join(FIXTURES, file));
    expect(matches.flatMap((match) => [match, ...match.sameAs]).map((match) => match.variant)).toContain(
      variant,
    );
    expect(matches[0]).toMatchObject({ options: { ...options, labelSmoothing: "input" } });
  });
});
