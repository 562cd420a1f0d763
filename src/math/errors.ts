/**
 * Errors for refused arguments, as in `labelSmoothing: expected a number in [0, 1], got 1.5`.
 */

/** Portable codes for what a source refuses, the same for every implementation in every language. */
export const REFUSAL_CODES = [
  "shape-mismatch",
  "class-index-out-of-range",
  "target-dtype",
  "input-dtype",
  "weight-shape",
  "reduction-unknown",
  "label-smoothing-out-of-range",
  "ignore-index-with-distribution",
  "ignore-index-out-of-range",
  "num-classes-too-small",
  "unsupported-option",
  "variant-unknown",
  "invalid-request",
] as const;

/** Codes of the protocol. `exception` is any unforeseen error: this call fails, and the conversation goes on. */
export const ERROR_CODES = ["exception", ...REFUSAL_CODES] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** When a source refuses: while the loss is made, when it is called, or in its backward pass. */
export const PHASES = ["construct", "call", "backward"] as const;

export type Phase = (typeof PHASES)[number];

/** Marks refusals of every copy of this package that a program has loaded. */
const BRAND = Symbol.for("smoothproof.InvalidArgument");

/**
 * An argument was refused. The message names the argument first.
 *
 * `instanceof` also holds for refusals of another copy of this package: its entries for losses are bundled apart from the
 * others, and a program may have two versions installed.
 */
export class InvalidArgument extends RangeError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  override readonly name: string = "InvalidArgument";
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly phase: Phase;
  /** The argument's name as the caller writes it. */
  readonly argument: string;
  /** What was expected of it, and what came. */
  readonly problem: string;

  constructor(code: ErrorCode, phase: Phase, argument: string, problem: string, options?: ErrorOptions) {
    super(`${argument}: ${problem}`, options);
    this.code = code;
    this.phase = phase;
    this.argument = argument;
    this.problem = problem;
  }
}

/**
 * Refuses an argument. Most are refused when a loss is called, because the request makes no sense.
 *
 * @param argument the argument's name as the caller writes it
 * @param problem what was expected and what came, as in `expected a number in [0, 1], got 1.5`
 * @throws InvalidArgument always
 */
export function refuse(
  argument: string,
  problem: string,
  code: ErrorCode = "invalid-request",
  phase: Phase = "call",
  options?: ErrorOptions,
): never {
  throw new InvalidArgument(code, phase, argument, problem, options);
}

/** Longest name of a class in a message; the rest is cut off. */
const LONGEST_NAME = 60;

/** Longest text in a message; the rest is cut off. */
const LONGEST_TEXT = 200;

/** A value as it should appear in a message: short, and never `[object Object]`. */
export function show(value: unknown): string {
  try {
    return shown(value);
  } catch {
    // A Proxy that was revoked, or a getter that throws.
    return "an object that cannot be read";
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") {
    const rest = value.length > LONGEST_TEXT ? "…" : "";
    return `${JSON.stringify(value.slice(0, LONGEST_TEXT))}${rest}`;
  }
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number" || typeof value === "boolean" || value == null) return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value !== "object") return `a ${typeof value}`;
  const name: unknown = value.constructor?.name;
  const isNamed = typeof name === "string" && name !== "" && name !== "Object";
  return isNamed ? `a ${name.slice(0, LONGEST_NAME)}` : "an object";
}
