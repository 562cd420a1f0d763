/**
 * The ledger (the table of signed changes) from a variant to a number that somebody got. The definition behind the number
 * is searched first; the ledger then leads to it.
 */

import type { OptionValues } from "../definition/options.ts";
import { checkObject, checkSample, checkSide } from "../identify/given.ts";
import { type Identity, identityOf } from "../identify/identify.ts";
import { numbersOf } from "../identify/numbers/read-numbers.ts";
import { type ReadSample, readSample, type Sample } from "../identify/sample.ts";
import { type AnySide, evaluationFor, type Side } from "../identify/side.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { InvalidArgument, refuse, show } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { MUTANTS } from "../mutants/index.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { type ExplainOptions, type Ledger, ledgerOf, ownLoss, sharedTarget, widened } from "./explain.ts";
import { type Stretch, total, walk } from "./walk.ts";

/** A ledger that leads to a number, with the definition that was found behind it. */
export interface NumberLedger extends Ledger {
  /** The definition at the end; undefined where none gives the number, and the ledger has one term, `unexplained`. */
  readonly found?: {
    readonly variant: string;
    readonly options: OptionValues;
    /** Id of the mistake, if the definition is a variant with one. */
    readonly mutant?: string;
  };
  /** Whether another definition may be behind the number. */
  readonly ambiguous: boolean;
  /** How many other definitions give the number as well. */
  readonly others: number;
  /** Anything else that the reader of the ledger should know. */
  readonly note: string;
}

type Found = NonNullable<NumberLedger["found"]>;

/**
 * Explains how a number differs from a variant's loss. Of the definitions that give the number, the ledger leads to the
 * one at the smoothing of the variant that is the fewest steps away.
 *
 * @param from the variant to start at
 * @param loss the number, in nats; as text it keeps its trailing zeros, which count as digits
 * @param sample the inputs that it was computed from, as in `explain`
 * @returns a ledger that adds up to the number; the last term is the part below its last digit
 * @throws InvalidArgument for what `explain` refuses, a number that is not finite, or one with too few digits to tell
 * @example
 * const sample = { logits: [[2, 1, 0, -1, 0.5]], target: [0] };
 * explainNumber({ variant: "torch", options: { labelSmoothing: 0.1 } }, "0.7619379", sample).found?.variant; // "simple"
 */
export function explainNumber(
  from: Side,
  loss: number | string,
  sample: Sample,
  options: ExplainOptions = {},
): NumberLedger {
  checkSide(from, "from");
  checkSample(sample);
  checkObject(options, "options", "{ rows? }");
  return explainNumberRead(from, loss, readSample(sample), options);
}

/** The same for a sample whose tensors have been read. */
export function explainNumberRead(
  from: AnySide,
  loss: number | string,
  sample: ReadSample,
  { rows = false }: ExplainOptions = {},
): NumberLedger {
  const end = Number(loss);
  if (!Number.isFinite(end) || String(loss).trim() === "") {
    refuse("to", `expected a finite number, got ${show(loss)}`);
  }
  if (significantDigits(String(loss)) < FEWEST_DIGITS) {
    const problem = `expected at least ${FEWEST_DIGITS} digits, got ${String(loss)}, which many definitions give`;
    refuse("to", problem);
  }
  const start = ownLoss("from", from, sample, rows);
  const wide = widened(sample);
  const origin = evaluationFor(from, wide);
  const { routes, others, note, ambiguous } = routesTo(String(loss), origin, wide);
  const [best] = routes;
  if (best === undefined) {
    const rest = { axis: "unexplained", from: "as computed", to: "another definition" };
    const [first] = sharedTarget(origin, origin, wide);
    return { ...ledgerOf(start, end, first, [], { rows, rest }), ambiguous, others: 0, note };
  }
  const rest = { axis: "rounding", from: "as computed", to: `as written, ${String(loss)}` };
  const ledger = ledgerOf(start, end, best.first, best.stretches, { rows, rest, mistake: mistakeOf(best) });
  return { ...ledger, found: best.found, ambiguous, others, note };
}

/** Hundreds of definitions are tried, so fewer digits could not tell them apart. */
const FEWEST_DIGITS = 3;

function significantDigits(text: string): number {
  const [mantissa = ""] = text.toLowerCase().split("e");
  return mantissa.replaceAll(/[^0-9]/g, "").replace(/^0+/, "").length;
}

interface Route {
  readonly found: Found;
  readonly first: LossCall;
  readonly stretches: readonly Stretch[];
  readonly last: LossCall;
  readonly mutant: Mutant | undefined;
}

interface Routes extends Pick<Identity, "note" | "ambiguous"> {
  readonly routes: readonly Route[];
  /** How many other functions give the number. */
  readonly others: number;
}

function identifyFor(sample: ReadSample, loss: string, options: OptionValues): Identity {
  const number: Tensor = { dtype: "float64", shape: [], data: Float64Array.of(Number(loss)) };
  return identityOf(numbersOf({ ...sample, loss: number, gradient: undefined }, { text: loss, options }));
}

/** Routes to the definitions that give the number, the shortest first; only those at the origin's smoothing if any are. */
function routesTo(loss: string, origin: LossCall, sample: ReadSample): Routes {
  const { labelSmoothing } = origin;
  for (const options of [{ labelSmoothing }, {}]) {
    const { matches, note, ambiguous } = identifyFor(sample, loss, options);
    const named = matches.flatMap(({ sameAs, ...match }) => [
      match,
      ...sameAs.map((other) => ({ ...match, ...other })),
    ]);
    const routes = named.flatMap(({ variant, options: found, mutant }): Route[] => {
      const route = routeTo(
        { variant, options: { ...options, ...found }, ...(mutant && { mutant: mutant.id }) },
        origin,
        sample,
      );
      return route === undefined ? [] : [route];
    });
    if (routes.length > 0)
      return {
        routes: routes.sort((a, b) => lengthOf(a) - lengthOf(b)),
        others: matches.length - 1,
        note,
        ambiguous,
      };
    if (!("labelSmoothing" in options)) return { routes: [], others: 0, note, ambiguous };
  }
  return { routes: [], others: 0, note: "", ambiguous: false };
}

/** The number of steps; a mistake counts as one. */
function lengthOf({ stretches, mutant, first }: Route): number {
  let before = total(first);
  const steps = stretches.filter(({ end }) => {
    const here = total(end);
    const isStep = here !== before;
    before = here;
    return isStep;
  });
  return steps.length + (mutant === undefined ? 0 : 1);
}

/** Undefined where the definition takes the inputs in a form that no step leads to. */
function routeTo(found: Found, origin: LossCall, sample: ReadSample): Route | undefined {
  const mutant = MUTANTS.find(({ id }) => id === found.mutant);
  try {
    const [first, last] = sharedTarget(origin, evaluationFor(found, sample), sample);
    return { found, first, stretches: walk(first, last), last, mutant };
  } catch (error) {
    if (error instanceof InvalidArgument) return undefined;
    throw error;
  }
}

/** What a mistake adds to the loss of the definition that it was made in. */
function mistakeOf({ last, mutant }: Route): { readonly says: string; readonly delta: number } | undefined {
  const loss = mutant?.answer(last)?.loss ?? undefined;
  if (mutant === undefined || loss === undefined) return undefined;
  const right = evaluate(last, { gradient: false }).loss.data.reduce((sum, value) => sum + value, 0);
  return { says: mutant.says, delta: loss.data.reduce((sum, value) => sum + value, 0) - right };
}
