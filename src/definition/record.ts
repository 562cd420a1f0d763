/**
 * What a variant is: a record over the axes, with its source, its options and its known quirks. Nothing here
 * computes; `bind.ts` turns a record, options and a call into a loss call.
 */
import type { Axes, Link, TargetKind } from "../loss/axes.ts";
import type { ErrorCode, Phase } from "../math/errors.ts";
import type { Identity } from "./identity.ts";

/** Where the definition was read. */
export interface Source {
  readonly project: string;
  readonly version: string;
  /** Repository and commit the lines refer to. */
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly lines: string;
}

/** Something the source does that its documentation or its users do not expect, ported as it is. */
interface Quirk {
  readonly what: string;
  /** The option and value that gives the corrected behaviour, where one is offered. */
  readonly corrected?: string;
}

/** A set of numbers, in words for messages and as a test. */
export interface Domain {
  readonly says: string;
  readonly holds: (value: number) => boolean;
}

/** What every option says about a refusal: when the source refuses, and under which portable code. */
interface Refusal {
  readonly phase: Phase;
  readonly code: ErrorCode;
  /** The source's own word, where it is another one than the protocol's. */
  readonly sourceName?: string;
}

/** A number. Without a default it is required, unless it may be left out. */
export interface NumberOption extends Refusal {
  readonly kind: "number" | "integer";
  readonly default?: number;
  readonly optional?: true;
  readonly domain: Domain;
}

/** Axes that a choice sets; of the link, the parts it sets. */
export type AxesPatch = Partial<Omit<Axes, "link">> & { readonly link?: Partial<Link> };

/** One of a few values, each of which sets axes. */
export interface ChoiceOption extends Refusal {
  readonly kind: "choice";
  readonly default: string | boolean;
  readonly axes: { readonly [value: string]: AxesPatch };
  /** What a value means instead where no smoothing is done, for sources that take another path then. */
  readonly unsmoothed?: { readonly [value: string]: AxesPatch };
}

export type OptionSpec = NumberOption | ChoiceOption;

/** What a source takes as inputs, and what it refuses. What is left out is accepted. */
export interface InputRules {
  /** Least and greatest number of axes of the first input. */
  readonly rank: { readonly least: number; readonly most: number };
  readonly targets: readonly TargetKind[];
  /**
   * Class counts: at least so many, as many as numClasses says, or any but the one for which the source divides by
   * zero where it smooths.
   */
  readonly classes?:
    | { readonly least: number }
    | { readonly asNumClasses: true }
    | { readonly notWhereSmoothed: number };
  /** Ignored rows need a class as their target all the same, since it is looked up before they are masked. */
  readonly ignoredTarget?: "class";
  /** What an ignoreIndex in [0, K) does beside a distribution. Default: it is refused. */
  readonly ignoreIndexBesideDistribution?: "no-effect";
  /** A weight must have the shape of the losses. Default: one that broadcasts to it. */
  readonly weightShape?: "losses";
  /** A distribution of integers. Default: it is converted. */
  readonly integerDistribution?: "refused";
}

export interface VariantRecord {
  readonly id: string;
  /** Whether it is one of the core: the definitions that the kill matrix and the ONNX oracle are over. */
  readonly core?: true;
  /** One sentence. */
  readonly title: string;
  /** The definition as text. */
  readonly equation: string;
  readonly source: Source;
  readonly quirks: readonly Quirk[];
  readonly options: { readonly [name: string]: OptionSpec };
  /** Axes with every option at its default; choices patch them. */
  readonly axes: Axes;
  /** Axes that differ where no smoothing is done, for sources that take another path then. */
  readonly unsmoothedAxes?: AxesPatch;
  readonly accepts: InputRules;
  /** Name of the weight input, where there is one. */
  readonly weightName?: "weight" | "sampleWeight";
  /** The variant that computes the same function, and up to what. */
  readonly identity?: Identity;
}
