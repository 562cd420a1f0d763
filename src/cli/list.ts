/** `smoothproof list`: the variants, what they compute and where that was read. */
import { VARIANTS } from "../variants/index.ts";
import type { VariantRecord } from "../variants/record.ts";

export function runList({ json = false }: { readonly json?: boolean }): void {
  if (json) {
    const variants = VARIANTS.map(describe);
    process.stdout.write(`${JSON.stringify({ format: "smoothproof-list/1", variants }, undefined, 2)}\n`);
    return;
  }
  const width = Math.max(...VARIANTS.map(({ id }) => id.length));
  for (const { id, title, equation } of VARIANTS) {
    process.stdout.write(`${id.padEnd(width)}  ${title}\n${" ".repeat(width)}  ${equation}\n`);
  }
}

function describe({
  id,
  title,
  equation,
  source,
  options,
  axes,
  targetKinds,
  weightName,
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
          ...(spec.default === undefined ? { required: true } : { default: spec.default }),
          ...(spec.kind === "choice" ? { values: Object.keys(spec.axes) } : { expects: spec.domain.says }),
        },
      ]),
    ),
    inputs: {
      first: axes.input,
      target: targetKinds,
      ...(weightName === undefined ? {} : { weight: weightName }),
    },
    axes,
    quirks,
  };
}
