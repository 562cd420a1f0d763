/** Verdicts as the judge makes them, with made-up numbers. */

import type { Cause, Likeness } from "../../src/compare/symptom.ts";
import type { OutputMeasure, Verdict } from "../../src/compare/verdict.ts";
import type { ReportHeader } from "../../src/report/header.ts";

export const header: ReportHeader = {
  version: "0.1.0",
  fixtures: { version: 1, sha256: `4f2a${"0".repeat(60)}` },
  references: { torch: "2.15.0", keras: "3.15.1" },
  truth: "mpmath, 50 digits",
  implementation: { name: "my-loss", version: "2.0", language: "Python" },
  command: 'npx smoothproof conformance --exec "python my_loss.py"',
  selection: { variants: [], tiers: [], only: [], skip: [], flags: [] },
  selected: { count: 0, sha256: "" },
  owes: [],
};

export function measure(changes: Partial<OutputMeasure> = {}): OutputMeasure {
  return {
    elements: 6,
    mismatches: 0,
    budget: 8,
    units: 0.4,
    unitsFromReference: 0.5,
    referenceUnits: 3,
    ulp: 1,
    normwise: 1e-8,
    index: [0, 2],
    expected: { text: "-0.016666668", bits: "bc888889" },
    got: { text: "-0.016666668", bits: "bc888889" },
    truth: "-0.01666666666666666666666666666666666666667",
    referenceUnitsThere: 0.4,
    ...changes,
  };
}

export function verdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    id: "torch.mean.ignore.001",
    variant: "torch",
    dtype: "float32",
    tier: "core",
    status: "pass",
    output: "gradient",
    maxUlp: 1,
    measures: { loss: measure({ units: 0.6 }), gradient: measure({ units: 0.8, referenceUnits: 193 }) },
    flags: [],
    kinds: ["float32", "rank-2", "indices", "smoothing", "gradient"],
    options: { labelSmoothing: 0.1, ignoreIndex: -100 },
    shape: [2, 3],
    reference: "torch 2.15.0",
    file: "vectors/torch.json",
    message: "",
    ...changes,
  };
}

/** A cause of these words. */
export const said = (says: string): Cause => ({ symptom: { kind: "no-answer", says } });

/** The likeness to a mutant that says no more than this. */
export const like = (mutant: string, says = "a slip"): Likeness => ({ mutant, says });

export const failure: Verdict = verdict({
  id: "torch.mean.ignore.003",
  status: "fail",
  measures: {
    loss: measure(),
    gradient: measure({
      mismatches: 2,
      units: 4_234_567,
      got: { text: "-0.025", bits: "bccccccd" },
    }),
  },
  message: "gradient[0,2]: …",
  cause: { symptom: { kind: "another-number", output: "gradient", lossIsRight: true } },
  given: { logits: "[[1, 2, 0], [0, 1, 2]]", target: "[0, 2]" },
  looksLike: { mutant: "target-off-target", says: "off-target mass a/(K-1)", variant: "simple" },
});
