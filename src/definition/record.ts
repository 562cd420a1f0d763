/**
 * The type of a variant: a record of values of the axes, with its source, its options and its known quirks. Nothing is
 * computed here; `bind.ts` turns a record, options and a call into a loss call.
 */

import type { Axes, Link, TargetKind } from "../loss/axes.ts";
import type { ErrorCode, Phase } from "../math/errors.ts";
import type { Equation } from "./equation.ts";
import type { Identity } from "./identity.ts";
import type { MoreExact } from "./more-exact.ts";

/** Where the definition was read. */
export interface Source {
  readonly project: string;
  readonly version: string;
  /** Repository and commit that the lines refer to. */
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly lines: string;
  /** No package that runs here has it: the numbers of its vectors are the definition's, rounded, and nobody's output. */
  readonly notRun?: true;
}

/** Behaviour of the source that its documentation does not describe or its users do not expect; it is ported. */
interface Quirk {
  readonly what: string;
  /** The option and value that gives the corrected behaviour, where one is offered. */
  readonly corrected?: string;
}

/** A set of numbers: in words for messages, and as a test. */
export interface Domain {
  readonly says: string;
  readonly holds: (value: number) => boolean;
}

/** How a bad value of an option is refused: when, and with which portable code. */
interface Refusal {
  readonly phase: Phase;
  readonly code: ErrorCode;
  /** The source's own name of the option, where it differs from the protocol's. */
  readonly sourceName?: string;
}

/** An option that is a number. Without a default it is required, unless it may be left out. */
export interface NumberOption extends Refusal {
  readonly kind: "number" | "integer";
  readonly default?: number;
  readonly optional?: true;
  readonly domain: Domain;
  /** The axes that any value but the default sets. */
  readonly axes?: AxesPatch;
}

/** The axes that a choice sets; for the link, only the parts that it sets. */
export type AxesPatch = Partial<Omit<Axes, "link">> & { readonly link?: Partial<Link> };

/** One of a few values, each of which sets axes. */
export interface ChoiceOption<
  Value extends string = string,
  Default extends string | boolean = string | boolean,
> extends Refusal {
  readonly kind: "choice";
  readonly default: Default;
  readonly axes: { readonly [value in Value]: AxesPatch };
  /** What a value means without smoothing, for sources that then take another path. */
  readonly unsmoothed?: { readonly [value: string]: AxesPatch };
}

export type OptionSpec = NumberOption | ChoiceOption;

/** Which inputs a source accepts and which it refuses. Rules that are absent refuse nothing. */
export interface InputRules {
  /** Least and greatest number of axes of the first input. */
  readonly rank: { readonly least: number; readonly most: number };
  readonly targets: readonly TargetKind[];
  /**
   * Class counts: at least a number, as many as numClasses says, or any except the one for which the source's smoothing
   * divides by zero.
   */
  readonly classes?:
    | { readonly least: number }
    | { readonly asNumClasses: true }
    | { readonly notWhereSmoothed: number; readonly under?: Axes["targetRule"] };
  /**
   * The target of an ignored row must still name a class, since it is looked up before the row is masked; or it may be
   * negative besides, since it is clamped at 0 before; or beyond the classes besides, where it has no one-hot row.
   */
  readonly ignoredTarget?: "class" | "class-or-negative" | "class-or-beyond";
  /** What an ignoreIndex in [0, K) does where the target is a distribution. Default: it is refused. */
  readonly ignoreIndexBesideDistribution?: "no-effect";
  /**
   * A weight must have the shape of the losses, or one element per class, or one per sequence: the losses' shape with
   * all axes but the first of length 1. Default: one that broadcasts to the losses.
   */
  readonly weightShape?: "losses" | "classes" | "sequences";
  /** A distribution of integers. Default: it is converted. */
  readonly integerDistribution?: "refused";
}

export interface VariantRecord {
  readonly id: string;
  /** Whether it belongs to the core: the definitions that the ONNX oracle and the operations on tensors cover. */
  readonly core?: true;
  /** One sentence. */
  readonly title: string;
  /** The definition as a formula. */
  readonly equation: Equation;
  readonly source: Source;
  readonly quirks: readonly Quirk[];
  /** Where its numbers are more exact than the source's on purpose. Default: nowhere. */
  readonly moreExact?: readonly MoreExact[];
  readonly options: { readonly [name: string]: OptionSpec };
  /** Axes with every option at its default; choices patch them. */
  readonly axes: Axes;
  /** Axes that differ without smoothing, for sources that then take another path. */
  readonly unsmoothedAxes?: AxesPatch;
  readonly accepts: InputRules;
  /** Name of the weight input, where there is one. */
  readonly weightName?: "weight" | "sampleWeight";
  /** The variant that computes the same function, and how far the two may differ. */
  readonly identity?: Identity;
}
