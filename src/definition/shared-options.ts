/** Options that several sources have in common. */
import type { Axes, Link } from "../loss/axes.ts";
import type { Phase } from "../math/errors.ts";
import { ANY_INTEGER } from "./domains.ts";
import type { AxesPatch, ChoiceOption, Domain, NumberOption } from "./record.ts";

/** A number that has a default. */
type DefaultNumber = NumberOption & { readonly default: number };

/** A number that may be left out. */
type OptionalNumber = NumberOption & { readonly optional: true };

/** labelSmoothing, with the domain that its source enforces and the phase in which it does. */
export function labelSmoothing(domain: Domain, phase: Phase): NumberOption;
export function labelSmoothing(domain: Domain, phase: Phase, defaultValue: number): DefaultNumber;
export function labelSmoothing(domain: Domain, phase: Phase, defaultValue?: number): NumberOption {
  return {
    kind: "number",
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
    domain,
    phase,
    code: "label-smoothing-out-of-range",
  };
}

/** The option `reduction`, and the axis value that each of its names stands for. */
export function reduction<Name extends string>(
  defaultValue: NoInfer<Name>,
  phase: Phase,
  axes: { readonly [name in Name]: Axes["reduction"] },
): ChoiceOption<Name, Name> {
  const choices = Object.entries<Axes["reduction"]>(axes).map(([name, value]) => [
    name,
    { reduction: value },
  ]);
  return {
    kind: "choice",
    default: defaultValue,
    phase,
    code: "reduction-unknown",
    axes: Object.fromEntries(choices) as { readonly [name in Name]: AxesPatch },
  };
}

/** A number that sets parts of the link where it is given and not its default. */
export function linkNumber(domain: Domain, link: Partial<Link>): OptionalNumber;
export function linkNumber(domain: Domain, link: Partial<Link>, defaultValue: number): DefaultNumber;
export function linkNumber(domain: Domain, link: Partial<Link>, defaultValue?: number): NumberOption {
  return {
    kind: "number",
    ...(defaultValue === undefined ? { optional: true } : { default: defaultValue }),
    domain,
    phase: "construct",
    code: "unsupported-option",
    axes: { link },
  };
}

/** The number of an axis; negative ones count from the last. Its range depends on the input and is checked with that. */
export function axis(defaultValue: number): DefaultNumber {
  return {
    kind: "integer",
    default: defaultValue,
    domain: ANY_INTEGER,
    phase: "call",
    code: "shape-mismatch",
  };
}

/** A class index, whose range is not checked. */
export function ignoreIndex(defaultValue: number): DefaultNumber {
  return {
    kind: "integer",
    default: defaultValue,
    domain: ANY_INTEGER,
    phase: "construct",
    code: "ignore-index-out-of-range",
  };
}

/** A class index that may be left out. */
export function optionalIndex(): OptionalNumber {
  const { default: _, ...option } = ignoreIndex(0);
  return { ...option, optional: true };
}

/** A class index that must be given. */
export function requiredIndex(): NumberOption {
  const { default: _, ...option } = ignoreIndex(0);
  return option;
}
