/** The options that parts of a link need as numbers, under their own names. */
import type { LinkNumbers } from "../loss/loss-call.ts";
import type { OptionValue } from "./options.ts";

const NAMES = Object.keys({
  alpha: 0,
  gamma: 0,
  logitScale: 0,
  softcap: 0,
  lseSquareScale: 0,
  posWeight: 0,
} satisfies { readonly [name in keyof LinkNumbers]-?: 0 }) as readonly (keyof LinkNumbers)[];

/** Those among the values of a record's options; undefined for none. */
export function linkNumbersOf(values: { readonly [name: string]: OptionValue }): LinkNumbers | undefined {
  const given = NAMES.filter((name) => typeof values[name] === "number");
  return given.length === 0 ? undefined : Object.fromEntries(given.map((name) => [name, values[name]]));
}
