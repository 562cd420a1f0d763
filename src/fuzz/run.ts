/**
 * A campaign of random calls: an implementation against an oracle, with the smallest difference it finds.
 *
 * Calls are drawn a block at a time, and like ones of a block are asked one after another: a graph or a framework that
 * has just answered one of its calls answers the next three times as quickly.
 */
import fc from "fast-check";
import type { Likeness } from "../compare/symptom.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { Shard } from "../conformance/shard.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Tier } from "../fixtures/tier.ts";
import type { Call } from "../fixtures/vector.ts";
import { calls } from "./calls.ts";
import { type Comparison, compareAnswers, type Heard } from "./differential.ts";
import { resemblance } from "./resemblance.ts";

export interface Campaign {
  readonly subject: Implementation;
  readonly oracle: Implementation;
  /** How an answer is judged without an oracle. Default: it is compared with the oracle's. */
  readonly check?: ((call: Call, subject: Implementation) => Promise<Comparison>) | undefined;
  readonly records: readonly VariantRecord[];
  /** The kinds of calls. Default: what occurs in training. */
  readonly tiers?: readonly Tier[];
  readonly runs: number;
  readonly seed: number;
  /** The part of the calls that is run. Default: all. */
  readonly shard?: Shard | undefined;
  /** Differences after which it ends. Default 1. */
  readonly bail?: number | undefined;
  /** Called after each call. */
  readonly step?: ((call: Call) => void) | undefined;
  /** Whether the time is up; calls that are left then are not compared. Default: never. */
  readonly isOver?: () => boolean;
}

export interface CampaignResult {
  /** Calls on which they agree. */
  readonly compared: number;
  /** How many of them have no gradient from one side. */
  readonly lossAlone: number;
  /** Calls that one side does not have, by reason. */
  readonly notCompared: ReadonlyMap<string, number>;
  /** For each block with a difference, the smallest call that differs, and how. */
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly call: Call;
  readonly message: string;
  /** The mistake that gives these numbers, if one is known. */
  readonly looksLike?: Likeness | undefined;
  readonly shrunk: number;
}

/** Calls drawn at once, and by one shard. */
const BLOCK = 1000;

/** The most shards that leave each of them something to do. */
export function mostShards(runs: number): number {
  return Math.ceil(runs / BLOCK);
}

/** Runs the campaign, up to a number of differences; the same seed always gives the same calls. */
export async function runCampaign(given: Campaign): Promise<CampaignResult> {
  const campaign = { ...given, oracle: inTurn(given.oracle), subject: inTurn(given.subject) };
  const { runs, seed, shard = { index: 1, count: 1 }, bail = 1, isOver = () => false } = campaign;
  let [compared, lossAlone] = [0, 0];
  const differences: Difference[] = [];
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
    const heard: Heard[] = [];
    await inLanes(drawn, campaign, async (call) => {
      const outcome = isOver() ? undefined : await compare(call, campaign);
      campaign.step?.(call);
      // An answer that comes after the end may be from a program that was stopped.
      if (outcome === undefined || isOver()) return leaveOut(TIME_IS_UP);
      const { comparison } = outcome;
      if (comparison.kind === "not-compared") return leaveOut(comparison.reason);
      heard.push(outcome);
      if (comparison.kind === "different") return;
      compared += 1;
      if (comparison.lossAlone) lossAlone += 1;
    });
    const found = heard.find(({ comparison }) => comparison.kind === "different");
    if (found === undefined) continue;
    differences.push(await differenceOf(found, heard, campaign, parameters));
    if (differences.length >= bail) break;
  }
  return { compared, lossAlone, notCompared, differences };
}

/** The smallest call of a block that differs, and the mistake that it looks like, given the other calls of the block. */
async function differenceOf(
  found: Heard,
  heard: readonly Heard[],
  campaign: Campaign,
  parameters: DrawParameters,
): Promise<Difference> {
  const { subject, oracle } = campaign;
  const smaller = await smallest(campaign, parameters);
  const chosen = smaller ?? { heard: found, shrunk: 0 };
  const { call, comparison } = chosen.heard;
  const message = comparison.kind === "different" ? comparison.message : "";
  const looksLike = resemblance(chosen.heard, heard, [subject.judged, oracle.judged]);
  return { call, message, shrunk: chosen.shrunk, ...(looksLike === undefined ? {} : { looksLike }) };
}

/** Calls of a shard in this block of its and all that follow. */
function callsFrom(block: number, runs: number, { count }: Shard): number {
  const whole = Math.floor((runs - block * BLOCK) / (BLOCK * count));
  // The last block has only the runs that are left.
  return whole * BLOCK + Math.max(0, Math.min(BLOCK, runs - (block + whole * count) * BLOCK));
}

function drawnFor({ records, subject, oracle, tiers }: Campaign): ReturnType<typeof calls> {
  return calls(records, { builtIn: subject.builtIn ?? oracle.builtIn, tiers });
}

const TIME_IS_UP = "the time limit was reached";

async function compare(call: Call, { subject, oracle, check }: Campaign): Promise<Heard> {
  if (check !== undefined) return { call, comparison: await check(call, subject) };
  const [theirs, ours] = await Promise.all([oracle.answer(call), subject.answer(call)]);
  const judged = [subject.judged, oracle.judged] as const;
  const codes = [subject.codes === true, oracle.codes === true] as const;
  return {
    call,
    comparison: compareAnswers(call, { subject: ours, oracle: theirs, judged, codes }),
    answer: ours,
  };
}

/** Shrinking ends after this time, since a program that hangs costs its time limit at each step. */
const LONGEST_SHRINKING_MS = 10_000;

interface DrawParameters {
  readonly seed: number;
  readonly numRuns: number;
}

/** Draws the block again and shrinks; undefined if an implementation does not repeat itself in time. */
async function smallest(
  campaign: Campaign,
  parameters: DrawParameters,
): Promise<{ readonly heard: Heard; readonly shrunk: number } | undefined> {
  const end = Date.now() + LONGEST_SHRINKING_MS;
  const isOver = (): boolean => Date.now() > end || campaign.isOver?.() === true;
  let last: Heard | undefined;
  const property = fc.asyncProperty(drawnFor(campaign), async (call) => {
    if (isOver()) return;
    const heard = await compare(call, campaign);
    if (heard.comparison.kind !== "different" || isOver()) return;
    // Shrinking goes from a call that differs to a smaller one that does; the last one is the smallest.
    last = heard;
    throw new Error(heard.comparison.message);
  });
  const { numShrinks } = await fc.check(property, parameters);
  return last === undefined ? undefined : { heard: last, shrunk: numShrinks };
}

/**
 * An implementation that is asked for no more answers at once than it takes, however many are asked of this, and each
 * under an id of its own: an adapter's answers come in any order.
 */
function inTurn(implementation: Implementation): Implementation {
  let asked = 0;
  let free = implementation.inFlight ?? 1;
  const waiting: (() => void)[] = [];
  return {
    ...implementation,
    async answer(call) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        asked += 1;
        return await implementation.answer({ ...call, id: `${call.id}-${asked}` });
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}

/** As many calls at a time as the side that takes more can take; the next one is sent when one is answered. */
async function inLanes(
  drawn: readonly Call[],
  { subject, oracle }: Campaign,
  ask: (call: Call) => Promise<void>,
): Promise<void> {
  const pending = drawn.values();
  const lane = async (): Promise<void> => {
    for (const call of pending) await ask(call);
  };
  const finite = [subject, oracle].map(({ inFlight = 1 }) => inFlight).filter(Number.isFinite);
  const lanes = Math.max(1, ...finite);
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Sorts calls so that those of one kind, which differ only in their numbers, come one after another. */
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
