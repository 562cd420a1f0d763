/** How often what is said of a wrong loss is right, silent or wrong. */
import { openAllFixtures } from "../../../src/fixtures/load.ts";
import type { Axes } from "../../../src/loss/axes.ts";
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { LossCall } from "../../../src/loss/loss-call.ts";
import { MUTANTS } from "../../../src/mutants/index.ts";
import { isPoint, together } from "../../../src/mutants/together.ts";
import { VARIANTS } from "../../../src/variants/index.ts";
import { diagnose, examsOf, type Finding, type Subject } from "./examine.ts";
import { SLIPS } from "./slips.ts";

/** Whose losses are diagnosed. */
const KINDS = ["mutants", "two mutants at once", "other variants", "slips that are no mutant"] as const;
type Kind = (typeof KINDS)[number];

export interface Measured {
  readonly kind: Kind;
  /** Losses that failed, each on the vectors of one variant. */
  readonly losses: number;
  /** Of these: every name that was given holds; no name was given; a name does not hold. */
  readonly right: number;
  readonly silent: number;
  readonly wrong: readonly Finding[];
}

/** Of all pairs of mutants, every so many-th is a subject: there are some six thousand. */
const EVERY_PAIR = 41;

/**
 * @param every only each so many-th loss is diagnosed. Default: all.
 */
export function measure(every = 1): readonly Measured[] {
  const exams = examsOf(openAllFixtures().vectors());
  const findings: { readonly [kind in Kind]: Finding[] } = {
    mutants: [],
    "two mutants at once": [],
    "other variants": [],
    "slips that are no mutant": [],
  };
  let number = 0;
  for (const record of VARIANTS) {
    const own = exams.get(record.id);
    if (own === undefined) continue;
    for (const kind of KINDS) {
      for (const subject of subjectsOf(kind, record.axes)) {
        number += 1;
        if (number % every !== 0) continue;
        const finding = diagnose(subject, record.id, own);
        if (finding !== undefined) findings[kind].push(finding);
      }
    }
  }
  return KINDS.map((kind) => {
    const wrong = findings[kind].filter((finding) => finding.wrong.length > 0);
    const silent = findings[kind].filter(({ named }) => named === 0).length;
    const losses = findings[kind].length;
    return { kind, losses, right: losses - silent - wrong.length, silent, wrong };
  });
}

function subjectsOf(kind: Kind, own: Axes): readonly Subject[] {
  switch (kind) {
    case "mutants":
      return MUTANTS;
    case "two mutants at once":
      return MUTANTS.filter(isPoint)
        .flatMap((first) =>
          MUTANTS.filter((second) => second !== first).map((second) => together(first, second)),
        )
        .filter((_, i) => i % EVERY_PAIR === 0);
    case "other variants":
      return VARIANTS.filter(
        ({ axes }) => axes !== own && axes.link.probabilities === own.link.probabilities,
      ).map(({ id, axes }) => ({ id, answer: (e) => evaluate(asIn(axes, e)) }));
    case "slips that are no mutant":
      return SLIPS.map(({ id, make }) => ({ id, answer: make() }));
  }
}

/** The call under another variant's choices, as far as its inputs have what these need. */
function asIn(axes: Axes, lossCall: LossCall): LossCall {
  const { targetRule, smoothingApplies, divergence, normaliser, reduction, zeroMass, link } = axes;
  const taken = { targetRule, smoothingApplies, divergence, normaliser, reduction, zeroMass, link };
  return { ...lossCall, axes: { ...lossCall.axes, ...taken } };
}
