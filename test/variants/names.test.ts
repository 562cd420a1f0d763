import { describe, expect, it } from "vitest";
import { showVector } from "../../src/cli/show-vector.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";
import * as all from "../../src/variants/all.ts";
import { factoryName } from "../../src/variants/factory-name.ts";
import { VARIANTS } from "../../src/variants/index.ts";

const fixtures = openAllFixtures();
const ids = [...fixtures.list()].map(({ id }) => id);

describe.each(VARIANTS)("$id", ({ id }) => {
  it("has a factory under the name that the rule makes of its id", () => {
    expect(new Map<string, unknown>(Object.entries(all)).get(factoryName(id))).toBeTypeOf("function");
  });

  it("is imported under that name by the programs that show its vectors", () => {
    const own = ids.find((each) => each.startsWith(`${id}.`))!;
    const [vector] = fixtures.vectors((each) => each.id === own);
    const program = showVector(vector!, "js");
    expect(program).toContain(`import { ${factoryName(id)} } from "smoothproof/variants/${id}";`);
    expect(factoryName(id)).toMatch(/^[a-zA-Z][a-zA-Z0-9]*$/);
  });
});
