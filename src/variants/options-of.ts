/** Variants and their options as types, for calls that name a variant by its id. */
import type { Criterion } from "../definition/criterion.ts";
import type * as all from "./all.ts";

/** Factories whose id is not their name with a hyphen before each capital letter. */
interface OtherIds {
  readonly burn021: "burn-0.21";
  readonly fairseq2020: "fairseq-2020";
}

/** `tf1Softmax` is `tf1-softmax`. */
type Hyphenated<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? Rest extends Uncapitalize<Rest>
    ? `${First}${Hyphenated<Rest>}`
    : `${First}-${Hyphenated<Uncapitalize<Rest>>}`
  : Name;

type IdOf<Name extends string> = Name extends keyof OtherIds ? OtherIds[Name] : Hyphenated<Name>;

/** Every variant's id: that of each factory that is exported. */
export type VariantId = {
  [Name in keyof typeof all]: (typeof all)[Name] extends (...options: never[]) => unknown
    ? IdOf<Name>
    : never;
}[keyof typeof all];

/** The name under which a variant's factory is exported: `tf1-softmax` is `tf1Softmax`, `burn-0.21` is `burn021`. */
export type FactoryName<Id extends string> = Id extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<FactoryName<Rest>>}`
  : Id extends `${infer Whole}.${infer Part}`
    ? `${Whole}${Part}`
    : Id;

type Factory<Id extends VariantId> = (typeof all)[FactoryName<Id>];

/** The options of a variant. */
export type OptionsOf<Id extends VariantId> = NonNullable<Parameters<Factory<Id>>[0]>;

/** The tensors that a variant takes in addition to the first input and the target. */
export type ExtrasOf<Id extends VariantId> =
  ReturnType<Factory<Id>> extends Criterion<infer Extras> ? Extras : never;

type OptionName = { [Id in VariantId]: keyof OptionsOf<Id> }[VariantId];

/** The options of any variant, for what is known before the variant is. */
export type KnownOptions = {
  readonly [Name in OptionName]?:
    | { [Id in VariantId]: Name extends keyof OptionsOf<Id> ? OptionsOf<Id>[Name] : never }[VariantId]
    | undefined;
};
