import { expect, it } from "vitest";
import * as all from "../../src/variants/all.ts";
import { VARIANTS } from "../../src/variants/index.ts";

/** The types of src/variants/options-of.ts work out ids from the names of factories; this is what they rely on. */
it.each(VARIANTS)("$id: its factory has its name in camel case", ({ id }) => {
  const name = id.replaceAll(/[-.](.)/g, (_, letter: string) => letter.toUpperCase());
  expect(new Map<string, unknown>(Object.entries(all)).get(name)).toBeTypeOf("function");
});
