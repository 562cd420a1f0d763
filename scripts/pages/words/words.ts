/** Everything a page says that is no formula and no number: one value per language. */

import type { AxisWords } from "../../../src/definition/axis-words.ts";
import type { Equation } from "../../../src/definition/equation.ts";
import type { Identity } from "../../../src/definition/identity.ts";
import type { MoreExact } from "../../../src/definition/more-exact.ts";
import type { Axes, TargetKind } from "../../../src/loss/axes.ts";
import type { Phase } from "../../../src/math/errors.ts";
import type { LimitName } from "../variants/limits.ts";

export interface Words {
  readonly code: "en" | "ko";
  /** Folder of this language's pages, from the root. */
  readonly folder: string;
  readonly generated: string;
  readonly inOtherLanguage: (link: string) => string;
  readonly allVariants: (link: string) => string;
  readonly headings: {
    readonly definition: string;
    readonly axes: string;
    readonly target: string;
    readonly closedForm: string;
    readonly limits: string;
    readonly numbers: string;
    readonly pictures: string;
    readonly conversions: string;
    readonly quirks: string;
    readonly source: string;
  };
  readonly summary: {
    readonly yardstick: string;
    readonly same: string;
    readonly differs: (difference: string) => string;
    readonly labels: string;
    readonly noClosedForm: string;
    readonly identity: (identity: Identity, page: string) => string;
  };
  readonly definition: {
    readonly result: (text: string) => string;
    /** What the letters of a formula are. */
    readonly letters: (equation: Equation) => string;
    readonly inputs: (input: string, target: string, weight: string | undefined) => string;
    readonly inputNames: { readonly [input in Axes["input"]]: string };
    readonly targetNames: { readonly [kind in TargetKind]: string };
    readonly optionColumns: readonly [string, string, string, string];
    readonly required: string;
    readonly optional: string;
    readonly sourceName: (name: string) => string;
    readonly choices: (values: string) => string;
    /** What a domain says, in this language. */
    readonly domain: (says: string) => string;
    readonly phases: { readonly [phase in Phase]: string };
  };
  readonly axes: {
    readonly columns: (id: string) => readonly [string, string, string];
    readonly same: (names: string) => string;
    readonly nothingDiffers: string;
    readonly words: AxisWords;
  };
  readonly target: {
    readonly example: (leavesOut: boolean) => string;
    readonly columns: (id: string) => readonly [string, string, string, string];
    readonly sum: string;
    readonly picture: (id: string) => string;
  };
  readonly closedForm: {
    readonly columns: (id: string) => readonly [string, string, string, string];
    readonly on: string;
    readonly off: (count: string) => string;
    readonly excluded: string;
    readonly total: string;
    readonly share: (share: string) => string;
    readonly classes: (formula: string, leavesOut: boolean) => string;
    readonly entropy: (formula: string) => string;
    readonly gradient: (on: string, off: string, excluded: string | undefined) => string;
    readonly labels: (loss: string, difference: string) => string;
    readonly labelIsTwoClasses: string;
    readonly twin: (alpha: string) => string;
    readonly same: string;
    readonly checked: (rows: number, within: string | undefined) => string;
    readonly none: string;
  };
  readonly limits: {
    readonly columns: readonly [string, string, string, string, string];
    readonly names: { readonly [name in LimitName]: string };
    readonly unbounded: string;
    readonly pole: string;
    readonly refused: (point: string, message: string) => string;
    readonly points: { readonly [name in LimitName]: string };
    readonly entropyForManyClasses: (formula: string) => string;
    readonly checked: string;
  };
  readonly numbers: {
    readonly golden: (id: string) => string;
    readonly goldenColumns: readonly [string, string];
    readonly inputs: string;
    readonly options: string;
    readonly truth: string;
    readonly observed: (reference: string) => string;
    readonly ours: string;
    readonly yardstick: (reduction: string) => string;
    readonly rows: string;
    readonly rowColumns: (id: string) => readonly [string, string, string, string, string, string];
    readonly refused: string;
    readonly count: (count: number, reference: string, id: string) => string;
  };
  readonly pictures: {
    readonly none: string;
    readonly caption: (id: string) => string;
    readonly alt: (id: string) => string;
  };
  readonly conversions: {
    readonly intro: (id: string, alpha: number, classes: number) => string;
    /** In place of a smoothing where there is none. */
    readonly noSmoothing: string;
    readonly valueAndGradient: string;
    readonly gradient: (constant: string) => string;
    readonly subspace: (where: string, constant: string | undefined) => string;
    readonly none: (reason: string, residual: string | undefined, instead: string | undefined) => string;
    readonly instead: (alpha: string, classes: number) => string;
    readonly refused: (message: string) => string;
    /** Conditions and reasons as src/explain/convert.ts words them; THIS and OTHER stand for the variants. */
    readonly where: (text: string) => string;
    readonly reason: (text: string) => string;
  };
  readonly quirks: {
    readonly none: string;
    readonly corrected: (option: string) => string;
  };
  readonly moreExact: {
    readonly heading: string;
    readonly intro: string;
    readonly kinds: { readonly [kind in MoreExact]: string };
    /** How many variants there are of each kind, for the README. */
    readonly inReadme: (counts: readonly string[]) => string;
  };
  readonly source: {
    readonly lines: (path: string, lines: string) => string;
    /** That no package was run, on the variant's page and in a few words. */
    readonly notRun: string;
    readonly notRunShort: string;
  };
  readonly divergence: DivergenceWords;
  readonly list: ListWords;
  readonly results: ResultsWords;
  readonly readme: ReadmeWords;
  readonly plots: PlotWords;
  /** What a record or a source that is not ported says of itself, in this language. */
  readonly ofRecord: (text: string) => string;
  /** How a record's losses become its result. */
  readonly resultOf: (text: string) => string;
  /** Between two definitions. */
  readonly or: string;
}

export interface PlotWords {
  readonly exampleTitle: string;
  readonly classIndex: string;
  readonly mass: string;
  readonly offTitle: string;
  readonly offMass: string;
  readonly onTitle: string;
  readonly onMass: string;
  readonly classes: string;
  readonly alpha: string;
  readonly equation: string;
  readonly lossOverClasses: string;
  readonly lossOverAlpha: string;
  readonly gradientOverClasses: string;
  readonly gradientOverAlpha: string;
  readonly lossDifference: string;
  readonly gradientDifference: string;
  readonly differenceTitle: (id: string) => string;
  readonly differenceSubtitle: string;
}

/** The list of all variants. */
interface ListWords {
  readonly title: string;
  readonly intro: (variants: number, families: number) => string;
  readonly coreHeading: string;
  readonly core: string;
  readonly dialectsHeading: string;
  readonly dialects: string;
  readonly columns: readonly string[];
  readonly sameColumn: string;
  readonly noOther: string;
  readonly identity: (identity: Identity) => string;
}

/** What the vectors measured. */
interface ResultsWords {
  readonly title: string;
  readonly intro: string;
  readonly passing: (passed: string, all: string) => string;
  readonly columns: readonly [string, string, string, string, string, string, string, string];
  readonly passed: (passed: number, all: number) => string;
  readonly notRun: string;
  readonly special: string;
  readonly worstHeading: string;
  readonly worstIntro: (evaluations: string) => string;
  readonly worstColumns: readonly [string, string, string, string, string, string, string, string];
}

interface ReadmeWords {
  readonly path: string;
  readonly targetColumns: readonly [string, string];
  readonly more: (shown: string, more: number) => string;
}

interface DivergenceWords {
  readonly title: string;
  readonly intro: string;
  readonly familiesHeading: string;
  readonly families: (variants: number, families: number) => string;
  readonly familyColumns: readonly [string, string, string, string, string];
  readonly membersIntro: string;
  readonly labels: string;
  readonly noClosedForm: string;
  readonly nothing: string;
  readonly letters: string;
  readonly numbersHeading: string;
  readonly numbers: string;
  readonly numbersColumn: string;
  readonly refused: string;
  readonly pictureAlt: string;
  readonly pictureTitle: string;
  readonly pictureSubtitle: string;
  readonly slipsHeading: string;
  readonly codeSlip: (id: string, example: string, yardstick: string, conversion: string) => string;
  readonly crossEntropySlip: (left: string, right: string) => string;
  readonly axesHeading: string;
  readonly axes: string;
  readonly yardsticksValue: (value: string) => string;
  readonly notPortedHeading: string;
  readonly notPorted: string;
  readonly sameFunction: (page: string, options: string) => string;
  readonly notPortedBecause: (reason: string) => string;
}
