/** `smoothproof identify --input`: which definition made these numbers. */
import { type Identity, identify, type Match } from "../analysis/identify.ts";
import { print } from "../files/standard-output.ts";
import { encodeTensor } from "../protocol/wire-tensor.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { IDENTIFY_FORMAT } from "./identify-format.ts";
import { asUsage, failure, readNumbersFile } from "./input-file.ts";
import { jsonText } from "./json-text.ts";

/** Answers that a screen has room for; JSON has all. */
const MOST_SHOWN = 8;

/** Other names of an answer that a line has room for. */
const MOST_NAMES = 4;

export async function runIdentifyNumbers(path: string, asJson: boolean): Promise<ExitCode> {
  const input = await readNumbersFile(path);
  const identity = asUsage(path, () => identify(input));
  if (identity.nearest !== undefined && !asJson) throw failure(path)(nobodys(identity, identity.nearest));
  print(asJson ? toJson(identity) : toText(identity));
  if (identity.matches.length === 0) return EXIT.usage;
  const [best] = identity.matches;
  const isRight = best !== undefined && best.mutant === undefined && identity.gradient !== "differs";
  return isRight ? EXIT.ok : EXIT.difference;
}

function toJson({ separating, ...identity }: Identity): string {
  return jsonText(IDENTIFY_FORMAT, {
    ...identity,
    ...(separating === undefined
      ? {}
      : { separating: { ...separating, input: separatingInput(separating) } }),
  });
}

/** As an input file has it, with nested arrays, to be run and filled in. */
function separatingInput({ input: sample }: NonNullable<Identity["separating"]>): object {
  const { holds, input, target, weight, sampleWeight } = sample;
  return {
    [holds]: nested(encodeTensor(input).data!, input.shape),
    target: nested(encodeTensor(target).data!, target.shape),
    ...(weight === undefined ? {} : { weight: [...weight.data] }),
    ...(sampleWeight === undefined
      ? {}
      : { sampleWeight: nested([...sampleWeight.data], sampleWeight.shape) }),
  };
}

function nested(values: readonly unknown[], shape: readonly number[]): unknown {
  const [length, ...inner] = shape;
  if (length === undefined) return values[0];
  const size = values.length / length;
  return Array.from({ length }, (_, i) => nested(values.slice(i * size, (i + 1) * size), inner));
}

/** Numbers that no candidate makes, in one line: what comes nearest, and what to look at. */
function nobodys({ candidates, note }: Identity, nearest: NonNullable<Identity["nearest"]>): string {
  const [output, values] =
    nearest.loss === undefined ? ["gradient", nearest.gradient] : ["loss", nearest.loss];
  const gives = `${describe(nearest)}, which gives ${shownNumbers(values ?? [])}`;
  return `${output}: none of ${candidates} candidates gives it at any smoothing in [0, 1]; nearest: ${gives}. ${note}`;
}

function toText(identity: Identity): string {
  const { matches, ambiguous, note, separating } = identity;
  const lines: string[] = [];
  if (!ambiguous && matches[0] !== undefined) lines.push(describe(matches[0]));
  else if (matches.length > 0) {
    lines.push(matches.length === 1 ? "perhaps:" : "ambiguous:");
    for (const match of matches.slice(0, MOST_SHOWN)) lines.push(`  ${describe(match)}`);
    const left = matches.length - MOST_SHOWN;
    if (left > 0) lines.push(`  and ${left} more (--json has them)`);
  }
  if (note !== "") lines.push(`note: ${note}`);
  if (separating !== undefined && matches.length <= MOST_SHOWN) {
    const [first, second] = (separating.loss ?? separating.gradient ?? []).map(shownNumbers);
    lines.push(
      `this input would tell the first two apart (${first} or ${second}):`,
      `  ${JSON.stringify(separatingInput(separating))}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function shownNumbers(numbers: readonly number[]): string {
  if (numbers.length === 0) return "refused";
  const shown = numbers.slice(0, 3).map((value) => String(Number(value.toPrecision(8))));
  return numbers.length === 1 ? shown[0]! : `[${shown.join(", ")}${numbers.length > 3 ? ", …" : ""}]`;
}

function describe({ variant, options, mutant, sameAs }: Match): string {
  const said = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const wrong =
    mutant === undefined
      ? ""
      : `, but ${mutant.says} (mutant ${mutant.id}${mutant.seen === undefined ? "" : `; seen in ${mutant.seen}`})`;
  const names = sameAs
    .slice(0, MOST_NAMES)
    .map((other) =>
      other.options.labelSmoothing === options.labelSmoothing
        ? other.variant
        : `${other.variant} at ${other.options.labelSmoothing}`,
    );
  const left = sameAs.length - names.length;
  const others =
    names.length === 0 ? "" : `; the same as ${names.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  return `${[variant, ...said].join(", ")}${wrong}${others}`;
}
