/** Reads `ID` or `ID:option=value,…`, the form in which the analyses take variants. */

import type { OptionValues } from "../definition/options.ts";
import type { AnySide } from "../identify/side.ts";
import { variantById } from "../variants/index.ts";
import { UsageError } from "./exit-codes.ts";
import { readOption } from "./option-value.ts";
import { suggestion } from "./suggest.ts";
import { checkVariants } from "./variant-names.ts";

/** @throws UsageError for an unknown variant or option, or an invalid value */
export function readSide(flag: string, text: string): AnySide & { readonly variant: string } {
  const [, variant = "", rest] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const record = variantById(variant);
  checkVariants([variant], flag);
  const names = Object.keys(record!.options);
  const pairs = rest === undefined || rest === "" ? [] : rest.split(",");
  const options: { [name: string]: OptionValues[string] } = {};
  for (const pair of pairs) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    if (!names.includes(name) || value === "") {
      const one = `expected option=value with one of ${names.join(", ")}`;
      throw new UsageError(`${flag}: ${variant}: ${one}, got "${pair}".${suggestion(name || pair, names)}`);
    }
    if (name in options) throw new UsageError(`${flag}: ${variant}: ${name}: expected once, got twice`);
    options[name] = readOption(flag, name, record!.options[name]!, value);
  }
  return { variant, options };
}

/** `torch (labelSmoothing 0.1)`. */
export function showSide({ variant, options = {} }: AnySide): string {
  const id = typeof variant === "string" ? variant : variant.id;
  const said = Object.entries(options).map(([name, value]) => `${name} ${String(value)}`);
  return said.length === 0 ? id : `${id} (${said.join(", ")})`;
}
