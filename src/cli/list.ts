/** `smoothproof list`: the variants, what they compute and where that was read. */

import { OURS } from "../backends/ids.ts";
import { plainEquation } from "../definition/equation.ts";
import { describeIdentity } from "../definition/identity.ts";
import { MORE_EXACT } from "../definition/more-exact.ts";
import type { OptionSpec, Source, VariantRecord } from "../definition/record.ts";
import { sourcePlaces } from "../definition/source-places.ts";
import { print } from "../files/standard-output.ts";
import { DEFAULT_WIDTH, wrap } from "../report/layout.ts";
import { CORE_VARIANTS, DIALECTS, VARIANTS } from "../variants/index.ts";
import { bestBuild } from "../wasm/module.ts";
import { checkVariants } from "./variant-names.ts";

export function runList(id: string | undefined, { json = false }: { readonly json?: boolean }): void {
  if (id !== undefined) checkVariants([id], "list");
  const chosen = id === undefined ? VARIANTS : VARIANTS.filter((record) => record.id === id);
  if (json) {
    const variants = chosen.map(describe);
    const backends = OURS.map((backend) => ({
      id: backend,
      ...(backend === "wasm" ? { build: bestBuild() } : {}),
    }));
    print(`${JSON.stringify({ format: "smoothproof-list/1", variants, backends }, undefined, 2)}\n`);
    return;
  }
  if (id !== undefined) {
    print(page(chosen[0]!, process.stdout.columns));
    return;
  }
  const width = Math.max(...VARIANTS.map((record) => record.id.length));
  const line = ({ id: name, title, equation }: VariantRecord): string =>
    `${name.padEnd(width)}  ${title}\n${" ".repeat(width)}  ${plainEquation(equation)}\n`;
  print(CORE_VARIANTS.map(line).join(""));
  print(`\nDialects: definitions of other projects, each a variant with some choices changed\n\n`);
  print(DIALECTS.map((record) => line(record) + identityLine(record, width)).join(""));
  const backends = OURS.map((backend) =>
    backend === "wasm" ? `wasm (${bestBuild() ?? "not"} here)` : backend,
  );
  print(`\nBackends: ${backends.join(", ")}\n`);
  print("\nnpx smoothproof list ID has the options, inputs and quirks of one\n");
}

/** Everything about one variant, for a person. */
function page(record: VariantRecord, columns = DEFAULT_WIDTH): string {
  const { id, title, equation, source, options, inputs, identity, quirks, moreExact } = describe(record);
  const inputLines = [
    `${inputs.first}, in which the gradient is taken`,
    `target: ${inputs.target.join(" or ")}`,
    ...(inputs.weight === undefined ? [] : [`${inputs.weight}, which may be left out`]),
  ];
  const section = (name: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", name, ...lines.flatMap((line) => wrap(`  ${line}`, columns, "    "))];
  return [
    `${id}: ${title}`,
    ...wrap(equation, columns, "  "),
    ...(identity === undefined ? [] : wrap(`the same as ${describeIdentity(identity)}`, columns, "  ")),
    ...section(
      "options",
      Object.entries(options).map(([name, option]) => optionLine(name, option)),
    ),
    ...section("inputs", inputLines),
    ...section(
      "quirks",
      quirks.map(
        ({ what, corrected }) => `- ${what}${corrected === undefined ? "" : ` (corrected by ${corrected})`}`,
      ),
    ),
    ...section(
      "more exact than the source, on purpose",
      moreExact.map((kind) => `- ${MORE_EXACT[kind]}`),
    ),
    ...section(`source: ${source.project} ${source.version}, ${linesOf(source)}`, [
      ...whereLines(source),
      ...(source.notRun ? ["read and not run: its vectors have the numbers of this definition"] : []),
    ]),
    ...section("next", [
      `npx smoothproof conformance --variant ${id} --module FILE`,
      `npx smoothproof vectors --variant ${id} --ids`,
    ]),
    "",
  ].join("\n");
}

function linesOf({ lines }: Source): string {
  return /^\d/.test(lines) ? `lines ${lines}` : lines;
}

/** Addresses of a source's files, or of the package or page that contains them. */
function whereLines(source: Source): readonly string[] {
  const { home, files, release } = sourcePlaces(source);
  const addresses = files.flatMap(({ url }) => url ?? []);
  if (addresses.length > 0) return addresses;
  return [...files.map(({ text }) => text), ...[release?.url ?? home.url ?? home.text]];
}

function optionLine(name: string, option: DescribedOption): string {
  const takes = "values" in option ? option.values.join(", ") : option.expects;
  const presenceSays =
    "default" in option ? `default ${option.default}` : "required" in option ? "required" : "may be left out";
  return `${name}: ${takes}; ${presenceSays}`;
}

/** The variant that a dialect equals, indented like the rest. */
function identityLine({ identity }: VariantRecord, width: number): string {
  return identity === undefined ? "" : `${" ".repeat(width)}  the same as ${describeIdentity(identity)}\n`;
}

type Presence = { required: true } | { optional: true } | { default: string | number | boolean };
type DescribedOption = Presence & { sourceName?: string } & (
    | { values: readonly string[] }
    | { expects: string }
  );

function presence(spec: OptionSpec): Presence {
  if (spec.default !== undefined) return { default: spec.default };
  return spec.kind !== "choice" && spec.optional ? { optional: true } : { required: true };
}

function describeOption(spec: OptionSpec): DescribedOption {
  return {
    ...presence(spec),
    ...(spec.sourceName === undefined ? {} : { sourceName: spec.sourceName }),
    ...(spec.kind === "choice" ? { values: Object.keys(spec.axes) } : { expects: spec.domain.says }),
  };
}

/** A variant as `--json` prints it. */
function describe({ axes, accepts, weightName, ...record }: VariantRecord) {
  const { id, title, equation, source, options, identity, quirks, moreExact = [] } = record;
  return {
    id,
    title,
    equation: plainEquation(equation),
    source,
    options: Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, describeOption(spec)])),
    inputs: {
      first: axes.input,
      target: accepts.targets,
      ...(weightName === undefined ? {} : { weight: weightName }),
    },
    axes,
    ...(identity === undefined ? {} : { identity }),
    quirks,
    moreExact,
  };
}
