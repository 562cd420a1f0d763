/**
 * Finds out which loss a module or a program computes, by asking it for one of its variants: a few calls, chosen so that
 * no two definitions answer all of them alike, then the same search as for a graph.
 */
import type { Answer } from "../compare/verdict.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Call } from "../fixtures/vector.ts";
import { type DType, sameShape, sizeOf, type Tensor, withoutAxis } from "../math/tensor.ts";
import type { Port } from "../onnx/open-graph.ts";
import type { Roles } from "../onnx/roles.ts";
import { asProbabilities, type Probe, probesFor } from "./graph-probes.ts";
import { type AnswersIdentity, identifyAnswers } from "./identify-answers.ts";
import type { GraphIdentity } from "./identify-graph.ts";
import type { ProbeAnswer } from "./probe-answers.ts";

/** Anything that answers calls. */
export interface AskableProgram {
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

export interface ProgramIdentity extends GraphIdentity {
  /** Whether it uses the label smoothing that it is given; if not, the smoothing that was found is fixed. */
  readonly takesSmoothing: boolean;
  /** Inputs and options that made no difference to its answer. */
  readonly unheard: readonly string[];
  /** Inputs and options with which its answers are not those of any known loss. */
  readonly unexplained: readonly string[];
  /** Inputs and options that it refused. */
  readonly refused: readonly string[];
  /** The reasons with which it refused calls, each once. */
  readonly refusals: readonly string[];
  /** The loss that it gave whatever it was given, which is that of no definition. */
  readonly constant?: number;
  /** What went wrong where it neither answered nor refused: it crashed, hung or sent malformed answers. */
  readonly failures: readonly string[];
}

/** @param record the variant that the program is asked for; calls have its inputs and options */
export async function identifyProgram(
  program: AskableProgram,
  record: VariantRecord,
): Promise<ProgramIdentity> {
  const refusals = new Set<string>();
  const refused = new Set<string>();
  const failures: string[] = [];
  let asked = 0;
  const ask = async (probe: Probe): Promise<ProbeAnswer | undefined> => {
    asked += 1;
    const answer = await program.answer(callFor(record, probe, asked));
    if (answer.kind === "result" && answer.loss !== undefined) {
      const { loss, gradient } = answer;
      return { probe, loss, ...(gradient === undefined ? {} : { gradient }) };
    }
    // A target that names no class is usually refused.
    if (probe.name === "outside-target") return undefined;
    if (answer.kind === "errored") failures.push(`${answer.message}${answer.detail ?? ""}`);
    else if (answer.kind === "unasked") failures.push(answer.reason);
    else {
      refusals.add(reasonOf(answer));
      if (probe.name in EXTRAS) refused.add(EXTRAS[probe.name]!);
    }
    return undefined;
  };
  const answers = await askAll(record, ask);
  const counts = {
    asked,
    answered: answers.length,
    refused: [...refused],
    refusals: [...refusals],
    failures,
  };
  const constant = constantOf(answers);
  if (answers.length === 0 || constant !== undefined) {
    const nothing = { matches: [], ambiguous: false, takesSmoothing: false, unheard: [], unexplained: [] };
    return { ...nothing, ...counts, ...(constant === undefined ? {} : { constant }) };
  }
  const roles = rolesOf(record, "float64");
  const { heard, unheard } = listening(answers);
  const settle = (
    from: readonly ProbeAnswer[],
  ): AnswersIdentity & Pick<ProgramIdentity, "takesSmoothing"> => {
    const given = identifyAnswers(from, roles, []);
    if (given.matches[0] !== undefined && given.matches[0].mutant === undefined)
      return { ...given, takesSmoothing: true };
    // A program that ignores the option has a fixed smoothing.
    const bare = from.map((answer) => ({ ...answer, probe: withoutSmoothing(answer.probe) }));
    const own = identifyAnswers(bare, roles, []);
    const isBetter =
      own.matches[0] !== undefined && (own.matches[0].mutant === undefined || given.matches.length === 0);
    return { ...(isBetter ? own : given), takesSmoothing: !isBetter };
  };
  const settled = settle(heard);
  if (settled.matches.length > 0) return { ...settled, ...counts, unheard, unexplained: [] };
  // Its treatment of weights or ignored rows may be unknown; without them, the loss may still be a known one.
  const plain = heard.filter(({ probe }) => !(probe.name in EXTRAS));
  const unexplained = heard.flatMap(({ probe }) => EXTRAS[probe.name] ?? []);
  return { ...(unexplained.length > 0 ? settle(plain) : settled), ...counts, unheard, unexplained };
}

/** The plainest of the calls; undefined where the variant has none. */
export function ordinaryCall(record: VariantRecord, dtype: DType): Call | undefined {
  const [ordinary] = programProbes(record, dtype);
  return ordinary && callFor(record, ordinary, 0);
}

/** An option with a few values that a program does not look at, and the one that it always has. */
export interface UnusedChoice {
  readonly option: string;
  readonly always: string;
}

/** The options, such as the reduction, of which every other value gives the same loss as the default, or none at all. */
export async function unusedChoices(
  program: AskableProgram,
  record: VariantRecord,
): Promise<readonly UnusedChoice[]> {
  for (const dtype of ["float64", "float32"] as const) {
    const call = ordinaryCall(record, dtype);
    if (call === undefined) return [];
    const asked = (options: Call["options"]): Answer | Promise<Answer> =>
      program.answer({ ...call, options: { ...call.options, ...options } });
    const usual = await asked({});
    if (usual.kind !== "result" || usual.loss === undefined) continue;
    const unused: UnusedChoice[] = [];
    for (const [option, spec] of Object.entries(record.options)) {
      if (spec.kind !== "choice" || typeof spec.default !== "string") continue;
      const others = Object.keys(spec.axes).filter((value) => value !== spec.default);
      const answers: Answer[] = [];
      for (const value of others) answers.push(await asked({ [option]: value }));
      if (others.length > 0 && answers.every((answer) => isUnused(answer, usual.loss!)))
        unused.push({ option, always: spec.default });
    }
    return unused;
  }
  return [];
}

function isUnused(answer: Answer, usual: Tensor): boolean {
  if (answer.kind !== "result") return answer.kind !== "unasked";
  const { loss } = answer;
  return (
    loss !== undefined &&
    sameShape(loss.shape, usual.shape) &&
    loss.data.every((value, i) => value === usual.data[i])
  );
}

/** Probes that add something to the ordinary one, and what they add. */
const EXTRAS: { readonly [name: string]: string } = { weighted: "weights", ignoring: "ignoreIndex" };

/** Calls that have the same loss by chance in no definition. */
const ENOUGH = 3;

function constantOf(answers: readonly ProbeAnswer[]): number | undefined {
  const losses = answers.flatMap(({ loss }) => [...loss.data]);
  const [first] = losses;
  return answers.length >= ENOUGH && losses.every((loss) => Object.is(loss, first)) ? first : undefined;
}

/** The answers without those where an addition made no difference, and the names of these additions. */
function listening(answers: readonly ProbeAnswer[]): {
  readonly heard: readonly ProbeAnswer[];
  readonly unheard: readonly string[];
} {
  const ordinary = answers[0]!.loss.data;
  const isUnheard = ({ probe, loss }: ProbeAnswer): boolean =>
    probe.name in EXTRAS &&
    loss.data.length === ordinary.length &&
    loss.data.every((value, i) => value === ordinary[i]);
  return {
    heard: answers.filter((answer) => !isUnheard(answer)),
    unheard: answers.filter(isUnheard).map(({ probe }) => EXTRAS[probe.name]!),
  };
}

/** Asks in float32 if the program has no float64, and without smoothing if it has none. */
async function askAll(
  record: VariantRecord,
  ask: (probe: Probe) => Promise<ProbeAnswer | undefined>,
): Promise<readonly ProbeAnswer[]> {
  const smoothed = await askIn(["float64", "float32"], (dtype) => programProbes(record, dtype), ask);
  if (smoothed.length > 0) return smoothed;
  // A program without smoothing is asked without it.
  return askIn(["float64", "float32"], (dtype) => programProbes(record, dtype).map(withoutSmoothing), ask);
}

async function askIn(
  dtypes: readonly DType[],
  probesOf: (dtype: DType) => readonly Probe[],
  ask: (probe: Probe) => Promise<ProbeAnswer | undefined>,
): Promise<readonly ProbeAnswer[]> {
  for (const dtype of dtypes) {
    const answers: ProbeAnswer[] = [];
    const [first, ...others] = probesOf(dtype);
    const answer = first && (await ask(first));
    if (answer === undefined) continue;
    answers.push(answer);
    for (const probe of others) {
      const next = await ask(probe);
      if (next !== undefined) answers.push(next);
    }
    return answers;
  }
  return [];
}

/** The calls: those for graphs, one with weights, and one with an ignored class. */
function programProbes(record: VariantRecord, dtype: DType): readonly Probe[] {
  const all = probesFor(rolesOf(record, dtype), []);
  const probes =
    record.axes.input === "probs"
      ? all
          .filter(({ name }) => name === "ordinary" || name === "other-targets")
          .map((probe) => asProbabilities(probe, probe.input.shape.length - 1))
      : all.filter(({ name }) => name !== "probabilities");
  const [ordinary] = probes;
  if (ordinary === undefined) return [];
  const classAxis = classAxisOf(record, ordinary.input.shape.length);
  const classCount = ordinary.input.shape[classAxis] ?? 1;
  const rows = withoutAxis(ordinary.input.shape, classAxis);
  const weights = (length: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => (((i * 5) % 7) + 1) / 4);
  const weighted: Probe[] =
    record.weightName === undefined
      ? []
      : [
          record.weightName === "weight"
            ? {
                ...ordinary,
                name: "weighted",
                weight: { dtype, shape: [classCount], data: weights(classCount) },
              }
            : {
                ...ordinary,
                name: "weighted",
                sampleWeight: {
                  dtype,
                  shape: record.axes.rowLoss === "each" ? [...rows, 1] : rows,
                  data: weights(sizeOf(rows)),
                },
              },
        ];
  const ignoring: Probe[] =
    "ignoreIndex" in record.options && ordinary.ignoreIndex === undefined && ordinary.target.dtype === "int64"
      ? [{ ...ordinary, name: "ignoring", ignoreIndex: ordinary.target.data[0]! }]
      : [];
  return [...probes, ...weighted, ...ignoring];
}

/** Axis of the classes where no option names another. */
function classAxisOf({ axes }: VariantRecord, rank: number): number {
  return axes.classAxis === "last" || axes.classAxis === "axis-option" ? rank - 1 : Math.min(1, rank - 1);
}

/** The fewest axes for an input that has an axis of rows. */
const ROWS_AND_CLASSES = 2;

function rolesOf(record: VariantRecord, dtype: DType): Roles {
  const isIndices = record.accepts.targets.includes("indices");
  const port = (name: string, type: string, shape: readonly string[]): Port => ({ name, type, shape });
  // The probes choose the sizes; they find the class axis by its name.
  const rank = Math.max(ROWS_AND_CLASSES, record.accepts.rank.least);
  const classAxis = classAxisOf(record, rank);
  const sizes = Array.from({ length: rank }, (_, axis) => (axis === classAxis ? "classes" : `rows ${axis}`));
  return {
    inputs: {
      first: port(record.axes.input, dtype, sizes),
      target: isIndices
        ? port(
            "target",
            "int64",
            sizes.filter((_, axis) => axis !== classAxis),
          )
        : port("target", dtype, sizes),
      labelSmoothing: port("labelSmoothing", "float64", []),
      ...(needsIgnoreIndex(record) ? { ignoreIndex: port("ignoreIndex", "int64", []) } : {}),
    },
    outputs: { loss: port("loss", dtype, []) },
  };
}

/** Whether a source needs an ignoreIndex: it is required, or names the class that gets no mass. */
function needsIgnoreIndex({ axes, options }: VariantRecord): boolean {
  const spec = options.ignoreIndex;
  if (spec === undefined || spec.kind === "choice") return false;
  return axes.excludedClass !== "none" || (spec.default === undefined && spec.optional === undefined);
}

function callFor(record: VariantRecord, probe: Probe, number: number): Call {
  const { input, target, weight, sampleWeight, labelSmoothing, ignoreIndex } = probe;
  const width = input.shape[classAxisOf(record, input.shape.length)] ?? 1;
  return {
    id: `identify-${number}`,
    variant: record.id,
    dtype: input.dtype === "float32" ? "float32" : "float64",
    options: {
      ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
      ...("numClasses" in record.options ? { numClasses: width } : {}),
      ...(ignoreIndex === undefined ? {} : { ignoreIndex }),
    },
    inputs: {
      [record.axes.input]: input,
      target,
      ...(weight === undefined ? {} : { weight }),
      ...(sampleWeight === undefined ? {} : { sampleWeight }),
    },
  };
}

function withoutSmoothing({ labelSmoothing: _, ...probe }: Probe): Probe {
  return probe;
}

function reasonOf(answer: Exclude<Answer, { kind: "errored" | "unasked" }>): string {
  if (answer.kind === "result") return "it returned no loss";
  return answer.kind === "skipped" ? answer.reason : answer.message;
}
