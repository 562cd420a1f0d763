/** Checks what `identify` is told in addition to the numbers: the variant, and options by the variants' names. */

import type { OptionValue, OptionValues } from "../../definition/options.ts";
import type { OptionSpec, VariantRecord } from "../../definition/record.ts";
import { refuse, show } from "../../math/errors.ts";
import { checkNames, nearestName } from "../../math/names.ts";
import { formatShape } from "../../math/tensor.ts";
import { knownVariants, VARIANTS } from "../../variants/index.ts";
import type { ReadSample } from "../sample.ts";

/** @throws InvalidArgument for an option that no variant has, or a value that every variant with the option refuses */
export function checkTold(variant: string | undefined, options: OptionValues, suggest = nearestName): void {
  const records = variant === undefined ? VARIANTS : VARIANTS.filter(({ id }) => id === variant);
  if (records.length === 0) {
    const hint = suggest(
      variant ?? "",
      VARIANTS.map(({ id }) => id),
    );
    refuse(
      "variant",
      `expected one of ${knownVariants()}, got ${JSON.stringify(variant)}${hint === "" ? "" : `.${hint}`}`,
    );
  }
  const known = [...new Set(records.flatMap((record) => Object.keys(record.options)))];
  checkNames(options, known, ` for ${variant ?? "any variant"}`, "unsupported-option", "call", {
    path: "options.",
    suggest,
  });
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (name === "labelSmoothing") checkSmoothing(value);
    else checkValue(name, value, records);
  }
}

/** The search covers only smoothings in [0, 1]. */
function checkSmoothing(given: OptionValue): void {
  if (typeof given === "number" && given >= 0 && given <= 1) return;
  const problem = `expected a number in [0, 1], got ${show(given)}`;
  refuse("options.labelSmoothing", problem, "label-smoothing-out-of-range");
}

function checkValue(name: string, value: OptionValue, records: readonly VariantRecord[]): void {
  const specs = records.flatMap(({ options }) => options[name] ?? []);
  if (specs.some((spec) => takes(spec, value))) return;
  const says = [...new Set(specs.flatMap(valuesOf))];
  refuse(`options.${name}`, `expected ${says.join(" or ")}, got ${show(value)}`);
}

function takes(spec: OptionSpec, value: OptionValue): boolean {
  if (spec.kind === "choice")
    return typeof value === typeof spec.default && Object.hasOwn(spec.axes, String(value));
  if (typeof value !== "number" || !spec.domain.holds(value)) return false;
  return spec.kind === "number" || Number.isSafeInteger(value);
}

function valuesOf(spec: OptionSpec): readonly string[] {
  return spec.kind === "choice" ? Object.keys(spec.axes) : [spec.domain.says];
}

/** The class count of the input must be what the option says. */
export function checkClassCount(
  { numClasses }: OptionValues,
  { holds, input }: ReadSample,
  width: number,
): void {
  if (numClasses === undefined || numClasses === width) return;
  const problem = `expected ${width}, the classes of ${holds} ${formatShape(input.shape)}, got ${show(numClasses)}`;
  refuse("options.numClasses", problem, "shape-mismatch");
}
