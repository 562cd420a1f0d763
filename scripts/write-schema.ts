/**
 * Writes the formats of the fixtures and of the protocol as JSON Schema, for programs in other languages.
 *
 *     tsx scripts/write-schema.ts            write fixtures/schema/, and the one beside the plain export
 *     tsx scripts/write-schema.ts --check    change nothing; exit 1 if a file is stale
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { plainVectorSchema } from "../src/cli/plain-schema.ts";
import { canonicalJson } from "../src/fixtures/canonical.ts";
import { fixturesDirectory } from "../src/fixtures/layout.ts";
import { fixtureFileSchema, manifestSchema } from "../src/fixtures/schema.ts";
import { requestSchema, responseSchema } from "../src/protocol/messages.ts";

/** Of the fixtures' own folder. */
const SCHEMAS = {
  "fixture.schema.json": { title: "smoothproof golden vectors, format 1", schema: fixtureFileSchema },
  "manifest.schema.json": {
    title: "smoothproof manifest of golden vectors, format 1",
    schema: manifestSchema,
  },
  "request.schema.json": { title: "smoothproof/1 requests, one per line", schema: requestSchema },
  "response.schema.json": { title: "smoothproof/1 answers, one per line", schema: responseSchema },
} as const;

const { values, positionals } = parseArgs({
  options: { check: { type: "boolean", default: false } },
  allowPositionals: true,
});
const directory = positionals[0] ?? fixturesDirectory();
const files = [
  ...Object.entries(SCHEMAS).map(([name, of]) => ({ path: join(directory, "schema", name), ...of })),
  {
    path: join(import.meta.dirname, "../templates/vectors/vector.schema.json"),
    title: "a line of smoothproof vectors --write",
    schema: plainVectorSchema,
  },
];
let stale = 0;
for (const { path, title, schema } of files) {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  const text = canonicalJson({ $schema, title, ...rest });
  const current = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (current === text) continue;
  if (values.check) {
    stale += 1;
    console.log(
      `${path}: expected the schema that its module in src has, got another. Run: npx tsx scripts/write-schema.ts`,
    );
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
