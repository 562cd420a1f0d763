/** The value of an option of a variant, as text. */

import type { OptionValue } from "../definition/options.ts";
import type { OptionSpec } from "../definition/record.ts";
import { writtenNumber } from "../formats/written-number.ts";
import { UsageError } from "./exit-codes.ts";
import { checkFlag } from "./suggest.ts";

/** The value of an option as written on a command line. @throws UsageError */
export function readOption(flag: string, name: string, spec: OptionSpec, text: string): OptionValue {
  if (spec.kind === "choice") {
    const known = Object.keys(spec.axes);
    checkFlag(`${flag}: ${name}`, [text], known, known.join(" or "));
    return typeof spec.default === "boolean" ? text === "true" : text;
  }
  const value = writtenNumber(text);
  const isNumber = text === "NaN" || !Number.isNaN(value);
  if (!isNumber || (spec.kind === "integer" && !Number.isSafeInteger(value))) {
    throw new UsageError(`${flag}: ${name}: expected ${spec.domain.says}, got "${text}"`);
  }
  return value;
}
