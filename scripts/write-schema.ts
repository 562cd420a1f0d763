/**
 * Writes the formats of the fixtures and of the protocol as JSON Schema, for programs in other languages.
 *
 *     tsx scripts/write-schema.ts            write fixtures/schema/
 *     tsx scripts/write-schema.ts --check    change nothing; exit 1 if a file is stale
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { canonicalJson } from "../src/fixtures/canonical.ts";
import { fixturesDirectory } from "../src/fixtures/layout.ts";
import { fixtureFileSchema, manifestSchema } from "../src/fixtures/schema.ts";
import { requestSchema, responseSchema } from "../src/protocol/messages.ts";

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
const directory = join(positionals[0] ?? fixturesDirectory(), "schema");
let stale = 0;
for (const [name, { title, schema }] of Object.entries(SCHEMAS)) {
  const path = join(directory, name);
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  const text = canonicalJson({ $schema, title, ...rest });
  const current = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (current === text) continue;
  if (values.check) {
    stale += 1;
    console.log(
      `schema/${name}: expected the schema of src/fixtures/schema.ts, got another. Run: npx tsx scripts/write-schema.ts`,
    );
  } else {
    mkdirSync(directory, { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote schema/${name}`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
