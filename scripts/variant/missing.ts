/** The pieces of a variant that are missing, each with what makes it. `npm run variant` and test/inventory.test.ts say them. */
import { existsSync, readFileSync } from "node:fs";
import * as all from "../../src/variants/all.ts";
import { factoryName } from "../../src/variants/factory-name.ts";
import { variantById } from "../../src/variants/index.ts";
import { KOREAN_TEXTS } from "../pages/words/records-korean.ts";

const root = new URL("../../", import.meta.url);
const has = (path: string): boolean => existsSync(new URL(path, root));
const says = (path: string, text: string): boolean =>
  has(path) && readFileSync(new URL(path, root), "utf8").includes(text);

/** One line for each missing piece: what is expected where, and the command that makes it if one does. */
export function missingOf(id: string): readonly string[] {
  const record = variantById(id);
  const module = id.replaceAll(/[-.]/g, "_");
  const make = `Run: npm run variant -- ${id}`;
  const pieces: readonly (readonly [isThere: boolean, missing: string])[] = [
    [has(`src/variants/${id}.ts`), `src/variants/${id}.ts: expected its record`],
    [record !== undefined, `src/variants/all.ts: expected a line for ${id}, and a record with this id`],
    [Object.hasOwn(all, factoryName(id)), `src/variants/${id}.ts: expected to export ${factoryName(id)}`],
    [
      has(`python-ref/smoothproof_ref/variants/${module}.py`),
      `python-ref/smoothproof_ref/variants/${module}.py: expected its truth, cases and reference`,
    ],
    [
      says("python-ref/smoothproof_ref/registry.py", `"${id}",`),
      `python-ref/smoothproof_ref/registry.py: expected the line "${id}",`,
    ],
    ...(record?.quirks ?? []).map(
      ({ what }) =>
        [
          Object.hasOwn(KOREAN_TEXTS.records, what),
          `scripts/pages/words/korean.json: records: expected Korean for ${JSON.stringify(what)}`,
        ] as const,
    ),
    [has(`fixtures/vectors/${id}.json`), `fixtures/vectors/${id}.json: expected its vectors. ${make}`],
    [says("docs/worst.json", `"${id}"`), `docs/worst.json: expected its worst inputs. ${make}`],
    ...["docs", "docs/ko"].flatMap((folder) => [
      [
        says(`${folder}/variants/${id}.md`, `# \`${id}\``),
        `${folder}/variants/${id}.md: expected its page. ${make}`,
      ] as const,
      [
        says(`${folder}/variants/index.md`, `| [\`${id}\`](${id}.md) |`),
        `${folder}/variants/index.md: expected its row. ${make}`,
      ] as const,
      [
        says(`${folder}/divergence.md`, `(variants/${id}.md)`),
        `${folder}/divergence.md: expected a link to its page. ${make}`,
      ] as const,
    ]),
  ];
  return pieces.flatMap(([isThere, missing]) => (isThere ? [] : [missing]));
}
