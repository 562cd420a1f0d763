/** `smoothproof list`: the variants, what they compute and where that was read. */

import { describeIdentity } from "../definition/identity.ts";
import type { OptionSpec, VariantRecord } from "../definition/record.ts";
import { print } from "../files/standard-output.ts";
import { CORE_VARIANTS, DIALECTS, VARIANTS } from "../variants/index.ts";

export function runList({ json = false }: { readonly json?: boolean }): void {
  if (json) {
    const variants = VARIANTS.map(describe);
    print(`${JSON.stringify({ format: "smoothproof-list/1", variants }, undefined, 2)}\n`);
    return;
  }
  const width = Math.max(...VARIANTS.map(({ id }) => id.length));
  const line = ({ id, title, equation }: VariantRecord): string =>
    `${id.padEnd(width)}  ${title}\n${" ".repeat(width)}  ${equation}\n`;
  print(CORE_VARIANTS.map(line).join(""));
  print(`\nDialects: the same axes under other projects' names\n\n`);
  print(DIALECTS.map((record) => line(record) + identityLine(record, width)).join(""));
}

/** What a dialect is the same as, indented like the rest. */
function identityLine({ identity }: VariantRecord, width: number): string {
  return identity === undefined ? "" : `${" ".repeat(width)}  the same as ${describeIdentity(identity)}\n`;
}

function presence(
  spec: OptionSpec,
): { required: true } | { optional: true } | { default: string | number | boolean } {
  if (spec.default !== undefined) return { default: spec.default };
  return spec.kind !== "choice" && spec.optional ? { optional: true } : { required: true };
}

function describe({
  id,
  title,
  equation,
  source,
  options,
  axes,
  accepts,
  weightName,
  identity,
  quirks,
}: VariantRecord): object {
  return {
    id,
    title,
    equation,
    source,
    options: Object.fromEntries(
      Object.entries(options).map(([name, spec]) => [
        name,
        {
          ...presence(spec),
          ...(spec.sourceName === undefined ? {} : { sourceName: spec.sourceName }),
          ...(spec.kind === "choice" ? { values: Object.keys(spec.axes) } : { expects: spec.domain.says }),
        },
      ]),
    ),
    inputs: {
      first: axes.input,
      target: accepts.targets,
      ...(weightName === undefined ? {} : { weight: weightName }),
    },
    axes,
    ...(identity === undefined ? {} : { identity }),
    quirks,
  };
}
