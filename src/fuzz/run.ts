/**
 * A campaign of random calls: an implementation against an oracle, with the smallest difference it finds.
 *
 * Calls are drawn a block at a time, and like ones of a block are asked one after another: a graph or a framework that
 * has just answered one of its calls answers the next three times as quickly.
 */
import fc from "fast-check";
import type { Implementation } from "../conformance/implementation.ts";
import type { Shard } from "../conformance/shard.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Call } from "../fixtures/vector.ts";
import { calls } from "./calls.ts";
import { type Comparison, compareAnswers } from "./differential.ts";

export interface Campaign {
  readonly subject: Implementation;
  readonly oracle: Implementation;
  /** How an answer is judged where no oracle is asked. Default: it is compared with the oracle's. */
  readonly check?: ((call: Call, subject: Implementation) => Promise<Comparison>) | undefined;
  readonly records: readonly VariantRecord[];
  readonly runs: number;
  readonly seed: number;
  /** The part of the calls that is run. Default: all. */
  readonly shard?: Shard | undefined;
  /** Whether the time is up; what is left then is not compared. Default: never. */
  readonly isOver?: () => boolean;
}

export interface CampaignResult {
  readonly compared: number;
  /** Those of them of which one side gave no gradient. */
  readonly lossAlone: number;
  /** Calls that one side does not have, by reason. */
  readonly notCompared: ReadonlyMap<string, number>;
  /** The smallest call on which they differ, and how. */
  readonly difference?: Difference;
}

interface Difference {
  readonly call: Call;
  readonly message: string;
  readonly shrunk: number;
}

/** Calls drawn at once, and by one shard. */
const BLOCK = 1000;

/** The most shards that leave each of them something to do. */
export function mostShards(runs: number): number {
  return Math.ceil(runs / BLOCK);
}

/** Runs it, up to the first difference; the same seed gives the same calls, whoever runs them. */
export async function runCampaign(campaign: Campaign): Promise<CampaignResult> {
  const { runs, seed, shard = { index: 1, count: 1 }, isOver = () => false } = campaign;
  let [compared, lossAlone] = [0, 0];
  const notCompared = new Map<string, number>();
  const leaveOut = (reason: string, calls = 1): void => {
    notCompared.set(reason, (notCompared.get(reason) ?? 0) + calls);
  };
  for (let block = shard.index - 1; block * BLOCK < runs; block += shard.count) {
    const parameters = { seed: blockSeed(seed, block), numRuns: Math.min(BLOCK, runs - block * BLOCK) };
    if (isOver()) {
      leaveOut(TIME_IS_UP, callsFrom(block, runs, shard));
      break;
    }
    const drawn = likeTogether(fc.sample(drawnFor(campaign), parameters));
    const different: Difference[] = [];
    await inLanes(drawn, campaign, async (call) => {
      const outcome = isOver() ? undefined : await compare(call, campaign);
      // An answer that comes after the end may be that of a program that was stopped.
      if (outcome === undefined || isOver()) leaveOut(TIME_IS_UP);
      else if (outcome.kind === "same") {
        compared += 1;
        if (outcome.lossAlone) lossAlone += 1;
      } else if (outcome.kind === "different") different.push({ call, message: outcome.message, shrunk: 0 });
      else leaveOut(outcome.reason);
    });
    const [found] = different;
    if (found !== undefined) {
      const difference = (await smallest(campaign, parameters)) ?? found;
      return { compared, lossAlone, notCompared, difference };
    }
  }
  return { compared, lossAlone, notCompared };
}

/** Calls of a shard in this block of its and all that follow. */
function callsFrom(block: number, runs: number, { count }: Shard): number {
  const whole = Math.floor((runs - block * BLOCK) / (BLOCK * count));
  // Of the last block of its, what is left of the runs.
  return whole * BLOCK + Math.max(0, Math.min(BLOCK, runs - (block + whole * count) * BLOCK));
}

function drawnFor({ records, subject, oracle }: Campaign): ReturnType<typeof calls> {
  return calls(records, subject.builtIn ?? oracle.builtIn);
}

const TIME_IS_UP = "the time limit was reached";

async function compare(call: Call, { subject, oracle, check }: Campaign): Promise<Comparison> {
  if (check !== undefined) return check(call, subject);
  const [theirs, ours] = await Promise.all([oracle.answer(call), subject.answer(call)]);
  return compareAnswers(call, { subject: ours, oracle: theirs, judged: [subject.judged, oracle.judged] });
}

/** Shrinking ends then: a program that hangs costs its time limit at each step. */
const LONGEST_SHRINKING_MS = 10_000;

/** Draws the block again and shrinks; undefined if an implementation does not repeat itself in time. */
async function smallest(
  campaign: Campaign,
  parameters: { readonly seed: number; readonly numRuns: number },
): Promise<Difference | undefined> {
  const end = Date.now() + LONGEST_SHRINKING_MS;
  const isOver = (): boolean => Date.now() > end || campaign.isOver?.() === true;
  const property = fc.asyncProperty(drawnFor(campaign), async (call) => {
    if (isOver()) return;
    const outcome = await compare(call, campaign);
    if (outcome.kind === "different" && !isOver()) throw new Error(outcome.message);
  });
  const { counterexample, errorInstance, numShrinks } = await fc.check(property, parameters);
  if (counterexample === null) return undefined;
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return { call: counterexample[0], message, shrunk: numShrinks };
}

/** As many at a time as both sides take; the next call is asked as soon as one is answered. */
async function inLanes(
  drawn: readonly Call[],
  { subject, oracle }: Campaign,
  ask: (call: Call) => Promise<void>,
): Promise<void> {
  const pending = drawn.values();
  const lane = async (): Promise<void> => {
    for (const call of pending) await ask(call);
  };
  const lanes = Math.min(subject.inFlight ?? 1, oracle.inFlight ?? 1);
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Calls of one kind, which differ in numbers alone, one after another. */
function likeTogether(drawn: readonly Call[]): Call[] {
  const kinds = new Map<string, Call[]>();
  for (const call of drawn) {
    const kind = kindOf(call);
    const like = kinds.get(kind);
    if (like === undefined) kinds.set(kind, [call]);
    else like.push(call);
  }
  return [...kinds.values()].flat();
}

function kindOf({ variant, dtype, options, inputs }: Call): string {
  const choices = Object.values(options).filter((value) => typeof value !== "number");
  return [variant, dtype, inputs.target?.dtype, inputs.target?.shape.length, ...choices].join(" ");
}

/**
 * A seed for each block, far from those of other blocks and of other seeds (the finaliser of MurmurHash3). Each step
 * can be undone, so no two blocks of a campaign have the same.
 */
function blockSeed(seed: number, block: number): number {
  let mixed = seed ^ Math.imul(block + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
