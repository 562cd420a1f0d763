/**
 * Asks an implementation what it is before it is judged: some twenty calls tell which function it computes where it
 * answers, and which kinds of calls it was not written for.
 */
import type { Answer } from "../compare/verdict.ts";
import { AXES_IN_ENGLISH, inWords } from "../definition/axis-words.ts";
import { bind } from "../definition/bind.ts";
import type { OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Call } from "../fixtures/vector.ts";
import { evaluate } from "../loss/evaluate.ts";
import { InvalidArgument } from "../math/errors.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import { variantById } from "../variants/index.ts";
import type { AnswersMatch } from "./answers-match.ts";
import { type AskableProgram, identifyProgram, ordinaryCall, unusedChoices } from "./identify-program.ts";
import { sourceCall } from "./source-calls.ts";

export interface FirstImpression {
  /** What it computes where it answers; undefined where that is no known loss. */
  readonly match: AnswersMatch | undefined;
  /** Whether that is the variant that it is asked for. */
  readonly isMeant: boolean;
  /** Kinds of calls that it was not written for. */
  readonly lacks: readonly string[];
  /** All of it in one or two sentences. */
  readonly says: string;
}

/**
 * Undefined where it crashes or breaks the protocol, which the judging reports.
 *
 * @param record the variant that it says it is
 */
export async function askFirst(
  program: AskableProgram,
  record: VariantRecord,
): Promise<FirstImpression | undefined> {
  let isBroken = false;
  const careful: AskableProgram = {
    answer: async (call) => {
      if (isBroken) return { kind: "unasked", reason: "it broke down before" };
      const answer = await program.answer(call);
      isBroken = answer.kind === "errored" || answer.kind === "unasked";
      return answer;
    },
  };
  const { matches, answered, unheard, unexplained, refused, constant } = await identifyProgram(
    careful,
    record,
  );
  if (isBroken || answered === 0) return undefined;
  if (constant !== undefined) {
    const says = `It is asked for ${sourceCall(record, {})}, and gives ${constant} whatever it is given.`;
    return { match: undefined, isMeant: false, lacks: [], says };
  }
  const unused = await unusedChoices(careful, record);
  const kinds = await lackingKinds(careful, record);
  if (isBroken) return undefined;
  const [match] = matches;
  const lacks = [...unheard, ...unexplained, ...refused, ...kinds, ...unused.map(({ option }) => option)].map(
    (name) => WORDS[name] ?? name,
  );
  const isMeant =
    match !== undefined &&
    match.mutant === undefined &&
    [match, ...match.sameAs].some(({ variant }) => variant === record.id);
  return { match, isMeant, lacks, says: sentence(record, match, isMeant, lacks) };
}

const WORDS: { readonly [name: string]: string } = {
  weights: "weights",
  ignoreIndex: "ignored rows",
  reduction: "other reductions",
};

/** Calls that must give the loss of the ordinary one, in another form. */
const FORMS: readonly {
  readonly lacks: string;
  readonly of: (call: Call, record: VariantRecord) => Call | undefined;
}[] = [
  { lacks: "class probabilities", of: withDistribution },
  { lacks: "more than two axes", of: withThirdAxis },
];

async function lackingKinds(program: AskableProgram, record: VariantRecord): Promise<readonly string[]> {
  for (const dtype of ["float64", "float32"] as const) {
    const call = ordinaryCall(record, dtype);
    const usual = call && lossOf(await program.answer(call));
    if (call === undefined || usual === undefined) continue;
    const lacks: string[] = [];
    for (const form of FORMS) {
      const other = form.of(call, record);
      // Some sources mean something else by such a call.
      const isMeant = other !== undefined && isAlike(ownLoss(other, record), ownLoss(call, record));
      if (isMeant && !isAlike(lossOf(await program.answer(other)), usual)) lacks.push(form.lacks);
    }
    return lacks;
  }
  return [];
}

function ownLoss({ inputs, options }: Call, record: VariantRecord): Tensor | undefined {
  const { [record.axes.input]: input, target } = inputs;
  if (input === undefined || target === undefined) return undefined;
  try {
    return evaluate(bind(record, options as OptionValues).call({ input, target }), { gradient: false }).loss;
  } catch (error) {
    if (error instanceof InvalidArgument) return undefined;
    throw error;
  }
}

function lossOf(answer: Answer): Tensor | undefined {
  return answer.kind === "result" && answer.loss?.data.length === 1 ? answer.loss : undefined;
}

/** Far more than any rounding, and far less than what another definition makes. */
const ALIKE = 1e-4;

function isAlike(got: Tensor | undefined, wanted: Tensor | undefined): boolean {
  const [value, usual] = [got?.data[0], wanted?.data[0]];
  return value !== undefined && usual !== undefined && Math.abs(value - usual) <= ALIKE * Math.abs(usual);
}

/** The same targets as rows of ones and zeros. */
function withDistribution(call: Call, { accepts, axes }: VariantRecord): Call | undefined {
  const { target } = call.inputs;
  const input = call.inputs[axes.input];
  if (!accepts.targets.includes("distribution") || target?.dtype !== "int64" || input?.shape.length !== 2)
    return undefined;
  const [, classes = 1] = input.shape;
  const data = new Float64Array(sizeOf(input.shape));
  target.data.forEach((index, row) => {
    data[row * classes + index] = 1;
  });
  return { ...call, inputs: { ...call.inputs, target: { dtype: input.dtype, shape: input.shape, data } } };
}

/** The rows on two axes, [N, K, 2] or [N, 2, K] from [2N, K]. */
function withThirdAxis(call: Call, { accepts, axes }: VariantRecord): Call | undefined {
  const { target } = call.inputs;
  const input = call.inputs[axes.input];
  const [rows = 0, classes = 1] = input?.shape ?? [];
  const isShaped = input?.shape.length === 2 && rows % 2 === 0 && target?.dtype === "int64";
  if (!isShaped || accepts.rank.most < 3) return undefined;
  const isSecond = axes.classAxis === "second";
  const at = (row: number, k: number): number =>
    isSecond ? (row >> 1) * classes * 2 + k * 2 + (row % 2) : row * classes + k;
  const data = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row += 1)
    for (let k = 0; k < classes; k += 1) data[at(row, k)] = input.data[row * classes + k]!;
  const shape = isSecond ? [rows / 2, classes, 2] : [rows / 2, 2, classes];
  return {
    ...call,
    inputs: {
      ...call.inputs,
      [axes.input]: { ...input, shape, data },
      target: { ...target, shape: [rows / 2, 2] },
    },
  };
}

function sentence(
  record: VariantRecord,
  match: AnswersMatch | undefined,
  isMeant: boolean,
  lacks: readonly string[],
): string {
  const meant = sourceCall(record, {});
  const lacking = lacks.length === 0 ? "" : ` Not implemented: ${lacks.join(", ")}.`;
  if (match === undefined)
    return `It is asked for ${meant}, and gives the numbers of no known loss.${lacking}`;
  const found = variantById(match.variant)!;
  if (match.mutant !== undefined) {
    const whose = isFound(record, match) ? meant : `${sourceCall(found, {})}, not ${meant}`;
    return `Your loss is ${whose}, but ${match.mutant.says} (mutant ${match.mutant.id}).${lacking}`;
  }
  if (isMeant) return `Your loss is ${meant}.${lacking}`;
  const rule = inWords(AXES_IN_ENGLISH, "targetRule", found.axes.targetRule).replaceAll("α", "a");
  const how = found.axes.targetRule === record.axes.targetRule ? "" : `, ${rule}`;
  return `Your loss is that of ${sourceCall(found, {})}${how}, not ${meant}.${lacking}`;
}

function isFound({ id }: VariantRecord, { variant, sameAs }: AnswersMatch): boolean {
  return [variant, ...sameAs.map((other) => other.variant)].includes(id);
}
