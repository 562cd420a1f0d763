/** What an editor shows of the built package: everything that the record says of a factory, and of each of its options. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { factoryName } from "../../src/variants/factory-name.ts";
import { VARIANTS } from "../../src/variants/index.ts";
import { withHover } from "./language-server.ts";

const dist = join(import.meta.dirname, "../../dist/variants");
const calls = VARIANTS.map(({ id, options }) => {
  const factory = factoryName(id);
  const given = Object.keys(options).map((name) => `${name}: 0 as never`);
  return { id, factory, text: `${factory}({ ${given.join(", ")} });` };
});
const imports = calls.map(({ id, factory }) => `import { ${factory} } from "${dist}/${id}.js";`);
const shown = new Map<string, string>();

beforeAll(async () => {
  await withHover([...imports, ...calls.map(({ text }) => text)].join("\n"), async (hover) => {
    for (const [i, { id, text }] of calls.entries()) {
      const line = imports.length + i;
      shown.set(id, await hover(line, 0));
      for (const [place, name] of [...text.matchAll(/(\w+): 0/g)].map(
        (found) => [found.index, found[1]] as const,
      ))
        shown.set(`${id} ${name}`, await hover(line, place));
    }
  });
});

describe.each(VARIANTS)("$id", ({ id, source, options }) => {
  it("shows the equation, what it takes and returns, the unit, its source, the errors and an example", () => {
    const text = shown.get(id)!;
    expect(text).toMatch(/^ {4}\S/m);
    for (const part of ["Takes ", "Returns ", "nats.", "*@throws*", "*@example*"])
      expect(text.replaceAll("\n", " ")).toContain(part);
    const { project, version, path, lines } = source;
    for (const part of [project, version, path, lines]) expect(text).toContain(part);
  });

  it.each(Object.entries(options))(
    "shows of %s what it is, its range, its default and its other name",
    (name, spec) => {
      const text = shown.get(`${id} ${name}`)!;
      const values = spec.kind === "choice" ? Object.keys(spec.axes) : [];
      if (spec.kind !== "choice") expect(text).toContain("number");
      else if (typeof spec.default === "boolean") expect(text).toContain("boolean");
      else for (const value of values) expect(text).toContain(JSON.stringify(value));
      const isString = typeof spec.default === "string";
      const least = isString ? `Default \`${spec.default}\`.` : `Default ${spec.default}.`;
      const isRequired = spec.default === undefined && !("optional" in spec);
      expect(text).toContain(
        isRequired ? "Required." : spec.default === undefined ? "Default: none." : least,
      );
      if (spec.sourceName !== undefined) expect(text).toContain(`The source says \`${spec.sourceName}\`.`);
      const range =
        spec.kind === "choice" ? values.map((value) => `\`${value}\``).join(", ") : spec.domain.says;
      expect(shown.get(id)).toContain(`- \`${name}\`: ${range}`);
    },
  );
});
