/** The section on the limits of the masses. */

import type { Words } from "../words/words.ts";
import { isDistribution } from "./closed-form.ts";
import type { Facts } from "./facts.ts";
import type { Limit } from "./limits.ts";
import { code, table } from "./markdown.ts";
import { isZero, POLE } from "./rational.ts";
import { asSum } from "./show-rational.ts";

export function limitsSection({ limits, form }: Facts, words: Words): string[] {
  const said = words.limits;
  const show = (limit: Limit): string => {
    if (limit === "unbounded") return said.unbounded;
    return limit === POLE ? said.pole : code(asSum(limit));
  };
  const leavesOut = form.masses.excluded !== undefined;
  const width = leavesOut ? 5 : 4;
  const rows = limits.map(({ name, on, off, together, excluded }) =>
    [
      said.names[name],
      show(on),
      show(off),
      show(together),
      excluded === undefined ? "" : show(excluded),
    ].slice(0, width),
  );
  const refusals = limits.flatMap(({ name, refused }) =>
    refused === undefined ? [] : [said.refused(said.points[name], refused)],
  );
  return [
    table(said.columns.slice(0, width), rows),
    ...refusals,
    ...growth({ limits, form }, words),
    said.checked,
  ];
}

/** With masses A on the class and B off it, the entropy of many classes is -A ln A - B ln B + B ln K. */
function growth({ limits, form }: Pick<Facts, "limits" | "form">, { limits: said }: Words): string[] {
  const [many] = limits;
  if (!form.takesEntropyOff || !isDistribution(form) || many === undefined) return [];
  const { on, together } = many;
  if (typeof on === "string" || typeof together === "string" || isZero(together)) return [];
  const [a, b] = [asSum(on), asSum(together)].map((text) => (text.includes(" ") ? `(${text})` : text)) as [
    string,
    string,
  ];
  return [said.entropyForManyClasses(`${b} ln K - ${b} ln ${b} - ${a} ln ${a}`)];
}
