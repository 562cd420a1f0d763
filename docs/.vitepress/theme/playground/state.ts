/// <reference lib="dom" />
/** What the playground shows, and its form in the address of the page. */
import { variantById } from "../../../../dist/variants/index.js";

export interface State {
  /** Ids of the definitions side by side, in their order on the page. */
  readonly definitions: readonly string[];
  /** The smoothing, in [0, 1]. */
  readonly labelSmoothing: number;
  /** K, a whole number in [2, 1000]. */
  readonly numClasses: number;
  /** The true class, among those that have a slider. */
  readonly target: number;
  /** Logits of the first classes. Those after them are drawn, the same for everybody. */
  readonly logits: readonly number[];
  /** Standard deviation of the drawn logits. */
  readonly spread: number;
  /** The sides of the ledger. */
  readonly from: string;
  readonly to: string;
}

export const MOST_DEFINITIONS = 6;
export const MOST_CLASSES = 1000;
export const MOST_LOGIT = 20;
export const MOST_SPREAD = 5;
/** Classes that have a slider of their own. */
const MOST_SLIDERS = 10;

export const DEFAULTS: State = {
  definitions: ["torch", "simple", "opennmt", "keras-binary"],
  labelSmoothing: 0.1,
  numClasses: 5,
  target: 1,
  logits: [0.5, 3, 1, -1, 0],
  spread: 1,
  from: "torch",
  to: "simple",
};

/** How many classes have sliders. */
const sliders = (numClasses: number): number => Math.min(numClasses, MOST_SLIDERS);

/** A part of the address that cannot be used. */
export interface Problem {
  readonly name: string;
  readonly got: string;
}

const isWithin = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** One reader per name of the address. Each returns undefined for what it cannot use. */
const READERS: { readonly [name: string]: (text: string, so: State) => Partial<State> | undefined } = {
  d: (text) => {
    const definitions = text.split(",");
    const isUsable =
      definitions.length <= MOST_DEFINITIONS &&
      new Set(definitions).size === definitions.length &&
      definitions.every((id) => variantById(id) !== undefined);
    return isUsable ? { definitions } : undefined;
  },
  a: (text) => {
    const labelSmoothing = numberIn(text);
    return isWithin(labelSmoothing, 0, 1) ? { labelSmoothing } : undefined;
  },
  k: (text) => {
    const numClasses = numberIn(text);
    return Number.isInteger(numClasses) && isWithin(numClasses, 2, MOST_CLASSES) ? { numClasses } : undefined;
  },
  t: (text, { numClasses }) => {
    const target = numberIn(text);
    return Number.isInteger(target) && isWithin(target, 0, sliders(numClasses) - 1) ? { target } : undefined;
  },
  x: (text) => {
    const logits = text.split(",").map(numberIn);
    const isUsable =
      logits.length <= MOST_SLIDERS && logits.every((x) => isWithin(x, -MOST_LOGIT, MOST_LOGIT));
    return isUsable ? { logits } : undefined;
  },
  s: (text) => {
    const spread = numberIn(text);
    return isWithin(spread, 0, MOST_SPREAD) ? { spread } : undefined;
  },
  from: (text, { definitions }) => (definitions.includes(text) ? { from: text } : undefined),
  to: (text, { definitions }) => (definitions.includes(text) ? { to: text } : undefined),
};

/** NaN for what is no plain decimal. */
function numberIn(text: string): number {
  return /^-?\d{1,6}(?:\.\d{1,12})?$/.test(text) ? Number(text) : Number.NaN;
}

/** The state of an address. What cannot be used is left at its default, and the first such part is named. */
export function readState(search: string): { readonly state: State; readonly problem: Problem | undefined } {
  const given = new URLSearchParams(search);
  let state = DEFAULTS;
  let problem: Problem | undefined;
  for (const [name, read] of Object.entries(READERS)) {
    const text = given.get(name);
    if (text === null) continue;
    const change = read(text, state);
    if (change === undefined) problem ??= { name, got: text.slice(0, 40) };
    else state = { ...state, ...change };
  }
  return { state: fitting(state), problem };
}

/** The address of a state; empty for the defaults. */
export function writeState(state: State): string {
  const { definitions, labelSmoothing, numClasses, target, logits, spread, from, to } = state;
  const parts: readonly (readonly [string, string, string])[] = [
    ["d", definitions.join(","), DEFAULTS.definitions.join(",")],
    ["a", String(labelSmoothing), String(DEFAULTS.labelSmoothing)],
    ["k", String(numClasses), String(DEFAULTS.numClasses)],
    ["t", String(target), String(DEFAULTS.target)],
    ["x", logits.join(","), DEFAULTS.logits.join(",")],
    ["s", String(spread), String(DEFAULTS.spread)],
    ["from", from, DEFAULTS.from],
    ["to", to, DEFAULTS.to],
  ];
  const told = parts.filter(([, value, usual]) => value !== usual).map(([name, value]) => `${name}=${value}`);
  return told.length === 0 ? "" : `?${told.join("&")}`;
}

/** A state whose parts go together: a slider for each class that has one, sides that are on the page. */
export function fitting(state: State): State {
  const { definitions, numClasses, target, logits, from, to } = state;
  const count = sliders(numClasses);
  const [first = DEFAULTS.from, second = first] = definitions;
  return {
    ...state,
    target: Math.min(target, count - 1),
    logits: Array.from({ length: count }, (_, k) => logits[k] ?? 0),
    from: definitions.includes(from) ? from : first,
    to: definitions.includes(to) ? to : second,
  };
}

/** All K logits: those of the sliders, then the drawn ones. */
export function allLogits({ logits, numClasses, spread }: State): Float64Array {
  const all = new Float64Array(numClasses);
  for (let k = 0; k < numClasses; k += 1) all[k] = logits[k] ?? spread * drawnOnce(k);
  return all;
}

const DRAWN: number[] = [];

/** Drawing takes longer than all else that is done with a logit in a frame. */
function drawnOnce(k: number): number {
  DRAWN[k] ??= drawn(k);
  return DRAWN[k];
}

/** A standard normal number of a class's own (Box and Muller's transform of two hashes), the same on every machine. */
function drawn(k: number): number {
  const radius = Math.sqrt(-2 * Math.log(hashed(2 * k + 1)));
  return Math.round(1e6 * radius * Math.cos(2 * Math.PI * hashed(2 * k + 2))) / 1e6;
}

/** A number in (0, 1) from a whole one: the finaliser of MurmurHash3. */
function hashed(key: number): number {
  let bits = Math.imul(key, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (((bits ^ (bits >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}
