/** Code that computes a definition's loss in another framework: only what was run and agreed (scripts/site-snippets.ts). */
import type { Row } from "../../../../dist/analysis/index.js";
import agreed from "./snippets.json" with { type: "json" };

export interface Snippet {
  readonly framework: string;
  /** The code, with places for the numbers of a row. */
  readonly template: string;
  /** What it was run with. */
  readonly version: string;
}

const { templates, definitions, calls } = agreed as {
  readonly templates: { readonly [name: string]: Snippet };
  readonly definitions: { readonly [id: string]: readonly string[] };
  readonly calls: number;
};

/** Calls on which each piece of code was compared with the library. */
export const COMPARED = calls;

/** The code for a definition, at most one for each framework. */
export const snippetsFor = (id: string): readonly Snippet[] =>
  (definitions[id] ?? []).map((name) => templates[name]!);

/** The code of a row: every name in double braces becomes its number. */
export function codeOf(template: string, { logits, target, labelSmoothing, excluded }: Row): string {
  const numbers: { readonly [name: string]: string } = {
    logits: Array.from(logits).join(", "),
    target: String(target),
    labelSmoothing: String(labelSmoothing),
    numClasses: String(logits.length),
    excluded: String(excluded),
  };
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => numbers[name]!);
}
