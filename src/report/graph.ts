/** What `identify` says of a graph, in words. */

import type { AnswersMatch } from "../identify/answers-match.ts";
import type { AnswersIdentity } from "../identify/identify-answers.ts";
import type { GraphIdentity } from "../identify/identify-graph.ts";
import { describeName } from "../identify/identify-subject.ts";
import type { SmoothingHint } from "../identify/smoothing-hints.ts";
import { alsoNamed } from "./match.ts";

/** Notes that go with the matches, above all that a smoothing is lost. */
export function graphNote(
  { matches, ambiguous, asked, answered, gradient, second }: GraphIdentity,
  hint: SmoothingHint | undefined,
): string {
  const [best] = matches;
  if (answered === 0) return `the graph refuses every call: ${asked} of ${asked}`;
  if (best === undefined) return "no known loss, right or wrong, gives these numbers";
  const notes = [
    ...(best.mutant === undefined
      ? []
      : [`no variant gives these numbers; it looks like ${best.variant} with ${best.mutant.says}`]),
    ...gradientNotes(gradient, second),
    ...(best.takesLogits
      ? [`it takes logits: the log-softmax that ${best.variant} leaves to its caller is in the graph`]
      : []),
    ...smoothingNotes(best, hint),
    ...(ambiguous ? [`the numbers do not tell ${namesOf(matches)} apart`] : []),
  ];
  return notes.join("; ");
}

/** The note where the loss is identified and the gradient is not its own. */
export function gradientNotes(gradient: "differs" | undefined, second: AnswersIdentity["second"]): string[] {
  if (gradient === undefined) return [];
  return second === undefined
    ? ["the gradient is not the one of this loss, nor that of any known mistake"]
    : [`a second mistake is in the gradient: ${second.says} (mutant ${second.id})`];
}

function smoothingNotes({ options }: AnswersMatch, hint: SmoothingHint | undefined): string[] {
  const found = options.labelSmoothing;
  if (typeof found !== "number") return [];
  const told = hint?.smoothing;
  if (found !== 0) {
    return told === undefined || told === found
      ? []
      : [`label smoothing is ${found}, but ${hint!.where} tells of ${told}`];
  }
  const cure =
    "torch.onnx.export(dynamo=True) drops it without a word. Export torch.export.export(…).run_decompositions() instead";
  if (hint === undefined || told === 0) {
    const lost = `If the loss it was made from had some, the export lost it: ${cure}`;
    return [`plain cross entropy: there is no label smoothing in this graph. ${lost}`];
  }
  const value = told === undefined ? "" : ` of ${told}`;
  return [`plain cross entropy: the label smoothing${value} is lost, which ${hint.where} tells of. ${cure}`];
}

function namesOf(matches: readonly AnswersMatch[]): string {
  return [...new Set(matches.map(({ variant }) => variant))].join(" and ");
}

export function graphText(path: string, { matches }: GraphIdentity, note: string): string {
  const lines = matches.map((match, i) => `${i === 0 ? `${path}: ` : "  also "}${describeMatch(match)}`);
  return `${[...(lines.length === 0 ? [`${path}: unknown`] : lines), ...(note === "" ? [] : [`note: ${note}`])].join("\n")}\n`;
}

export function describeMatch(match: AnswersMatch): string {
  const { worstUlp, sameAs } = match;
  const names = [...new Map(sameAs.map((other) => [other.variant, other])).values()];
  const others = names.filter(({ variant }) => variant !== match.variant);
  return `${describeName(match)}${alsoNamed(others)}; at most ${worstUlp.toPrecision(2)} units off`;
}
