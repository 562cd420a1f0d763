/** The comment on each factory repeats its record's source, and says what a caller has to know. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { VARIANTS } from "../../src/variants/index.ts";

describe.each(VARIANTS)("$id", ({ id, source }) => {
  const text = readFileSync(join(import.meta.dirname, `../../src/variants/${id}.ts`), "utf8");
  const [, comment = ""] =
    /\/\*\*\n((?: \*.*\n)+?) \*\/\nexport const \w+: CriterionFactory/.exec(text) ?? [];
  const words = comment.replaceAll(/\s*\n \*\s*/g, " ");

  it("names its source: release, files and lines", () => {
    const [, release] = /Source: (.+?), /.exec(words) ?? [];
    expect(release?.split(" ").at(-1)).toBe(source.version);
    expect(words).toContain(source.path);
    expect(words).toContain(source.lines.replace(/ of the article$/, ""));
  });

  it("has the equation, what it takes and returns, the unit, the errors and an example", () => {
    expect(comment).toMatch(/^ \* {5}\S/m);
    for (const part of ["Takes ", "Returns ", "in nats.", "@throws ", "@example"])
      expect(words).toContain(part);
  });
});
