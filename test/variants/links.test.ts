/** A variant's bundle has the links that its options reach, and no others: a missing one would fail in a user's program. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { type OptionValues, settle } from "../../src/definition/options.ts";
import type { OptionSpec, VariantRecord } from "../../src/definition/record.ts";
import * as backends from "../../src/loss/backend.ts";
import { factoryName } from "../../src/variants/factory-name.ts";
import { VARIANTS } from "../../src/variants/index.ts";

const nameOf = new Map(Object.entries(backends).map(([name, value]) => [value as unknown, name]));
const linkNumbers = { alpha: 1, gamma: 2, softcap: 1, logitScale: 1, lseSquareScale: 1, posWeight: 1 };
const input = { dtype: "float32", shape: [1, 3], data: new Float32Array(3) } as const;

/** Values of an option that set axes, and its default. */
function valuesOf(name: string, spec: OptionSpec): readonly OptionValues[string][] {
  if (spec.kind !== "choice")
    return name === "labelSmoothing" ? [0, 0.1] : [undefined, ...(spec.axes ? [0.5] : [])];
  return Object.keys(spec.axes).map((value) =>
    typeof spec.default === "boolean" ? value === "true" : value,
  );
}

function reached(record: VariantRecord): readonly (string | undefined)[] {
  const calls = Object.entries(record.options).reduce<readonly OptionValues[]>(
    (some, [name, spec]) =>
      some.flatMap((call) => valuesOf(name, spec).map((value) => ({ ...call, [name]: value }))),
    [{}],
  );
  const kinds = calls.map((options) => {
    const { axes } = settle(record, options);
    return backends.ALL_LINKS.find(({ costs }) => costs({ axes, input, linkNumbers }, 3) !== undefined);
  });
  return backends.ALL_LINKS.filter((kind) => kinds.includes(kind)).map((kind) => nameOf.get(kind));
}

it.each(VARIANTS)("$id brings what its options reach", (record) => {
  const text = readFileSync(join(import.meta.dirname, `../../src/variants/${record.id}.ts`), "utf8");
  const [, brought = ""] = /criterionOf\(\s*\w+,\s*([^)]*?),?\s*\);/.exec(text) ?? [];
  expect(brought.split(/,\s*/)).toEqual(reached(record));
});

/** Bytes of one variant, minified and gzipped: that of Flash Linear Attention is the largest, with 18.4 kB. */
const MOST_BYTES = 18_600;

it("bundles of one variant stay small", async () => {
  const folder = join(import.meta.dirname, "../../src/variants");
  const sizes = await Promise.all(
    VARIANTS.map(async ({ id }) => {
      const contents = `import { ${factoryName(id)} } from "./${id}.ts"; globalThis.loss = ${factoryName(id)};`;
      const stdin = { contents, resolveDir: folder };
      const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false });
      return { id, bytes: gzipSync(outputFiles[0]!.contents, { level: 9 }).length };
    }),
  );
  expect(sizes.filter(({ bytes }) => bytes > MOST_BYTES)).toEqual([]);
});
