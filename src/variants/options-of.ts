/** Variants and their options as types, for calls that name a variant by its id. */
import type { Criterion } from "../definition/criterion.ts";
import type * as all from "./all.ts";
import type { FactoryName } from "./factory-name.ts";

/** Every variant's id. */
export type VariantId = {
  [Name in keyof typeof all]: (typeof all)[Name] extends { readonly id: infer Id extends string }
    ? Id
    : never;
}[keyof typeof all];

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
