/** Every exported line is what the schema beside it says, and the schema refuses what is no line. */
import { expect, it } from "vitest";
import { plainVectorSchema } from "../../src/cli/plain-schema.ts";
import { type ArrayFile, plainVector } from "../../src/cli/plain-vectors.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";

it("every line of the export fits its schema, and not with a field renamed", () => {
  const files: ArrayFile[] = [];
  let lines = 0;
  for (const vector of openAllFixtures().vectors()) {
    const line: unknown = JSON.parse(JSON.stringify(plainVector(vector, (file) => files.push(file))));
    const { success, error } = plainVectorSchema.safeParse(line);
    expect(success, `${vector.id}: ${error?.message}`).toBe(true);
    const { expect: expected, ...rest } = line as { expect: object };
    expect(plainVectorSchema.safeParse({ ...rest, expected }).success, vector.id).toBe(false);
    lines += 1;
  }
  expect(lines).toBeGreaterThan(6000);
  expect(files.length).toBeGreaterThan(100);
}, 120_000);
