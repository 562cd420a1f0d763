/**
 * The exports of an ES module that can be judged; `smoothproof/module` has the types.
 *
 * @example
 * // my-loss.js
 * export const variants = ["torch"];
 * export function lossAndGradient({ logits, target }, { labelSmoothing = 0 }) {
 *   return { loss, gradient };
 * }
 */
import { basename } from "node:path";
import type { TensorLike } from "../math/as-tensor.ts";
import { show } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { VARIANTS } from "../variants/index.ts";

/**
 * The tensors of a call, under the protocol's names: `logits`, `logProbs` or `probs`; `target`; and where the call has
 * them `weight` or `sampleWeight`, and `upstream`, the incoming gradient in the shape of the loss.
 */
export type ModuleInputs = { readonly [name: string]: Tensor };
/** The variant's options, under the names that `smoothproof list --json` prints; an absent option has its default. */
export type ModuleOptions = { readonly [name: string]: number | string | boolean };

/**
 * Computes the loss of a call, in nats.
 *
 * @param inputs the tensors; `data` is row-major
 * @param options the variant's options
 * @param variant the id of the variant, for a function that serves several
 * @returns a number, a typed array, nested arrays or `{ data, shape }`, or a promise of one; undefined for a call that it
 *   does not implement, which is skipped then, as it is where an error with `code: "unsupported-option"` is thrown. Any other
 *   error refuses the call; its `code` and `phase` are looked at where the module exports `codes`
 * @example
 * export const loss: ModuleLoss = ({ logits, target }, { labelSmoothing = 0 }) => …;
 */
export type ModuleLoss = (
  inputs: ModuleInputs,
  options: ModuleOptions,
  variant: string,
) => TensorLike | undefined | Promise<TensorLike | undefined>;

/** The loss in nats, and d(sum of loss * upstream) / d(first input) in the shape of the first input. */
export interface ModuleResult {
  readonly loss: TensorLike;
  readonly gradient?: TensorLike;
}

/** Like `ModuleLoss`, but computes the gradient as well. */
export type ModuleLossAndGradient = (
  inputs: ModuleInputs,
  options: ModuleOptions,
  variant: string,
) => ModuleResult | undefined | Promise<ModuleResult | undefined>;

/** The functions of one loss: one of them is enough. With `loss` alone, gradients are reported as not covered. */
export interface ModuleFunctions {
  readonly loss?: ModuleLoss;
  readonly lossAndGradient?: ModuleLossAndGradient;
}

/** A module's exports: functions for all its variants, or functions per variant under `losses`. */
export interface LossModule extends ModuleFunctions {
  /** Name for reports. Default: the file's name. */
  readonly name?: string;
  readonly version?: string;
  /** Ids of the variants that it has. Default: those in `losses`; without these, the loss is identified first. */
  readonly variants?: readonly string[];
  readonly losses?: { readonly [variant: string]: ModuleFunctions };
  /** Whether thrown errors have a `code` and a `phase` of the protocol, which are compared then. Default false. */
  readonly codes?: boolean;
}

export interface AnsweredModule {
  readonly name: string;
  readonly version: string;
  readonly variants: readonly string[];
  /** Whether the module named none; `variants` then lists all. */
  readonly namesNoVariants: boolean;
  readonly gradient: boolean;
  readonly codes: boolean;
  readonly computes: (variant: string) => ModuleLossAndGradient | undefined;
}

/**
 * Reads a module's exports.
 *
 * @throws Error naming the export that is wrong or missing
 */
export function readModule(exported: LossModule, file: string): AnsweredModule {
  if (!isObject(exported) && typeof exported !== "function")
    throw new Error(`exports: expected an object with loss or lossAndGradient, got ${show(exported)}`);
  const { losses, variants, name = basename(file), version = "", codes = false } = exported;
  if (losses !== undefined && (!isObject(losses) || Array.isArray(losses)))
    throw new Error(`losses: expected an object of functions per variant, got ${show(losses)}`);
  const functions = losses === undefined ? [exported] : Object.values(losses);
  if (functions.length === 0 || !functions.every(hasFunction))
    throw new Error(
      "expected an export named loss or lossAndGradient, or losses with one of them per variant",
    );
  for (const [label, text] of Object.entries({ name, version })) {
    if (typeof text !== "string") throw new Error(`${label}: expected a string, got ${show(text)}`);
  }
  if (typeof codes !== "boolean") throw new Error(`codes: expected true or false, got ${show(codes)}`);
  const [listed, where] =
    losses === undefined || variants !== undefined ? [variants, "variants"] : [Object.keys(losses), "losses"];
  const ids = listed === undefined ? VARIANTS.map(({ id }) => id) : checkVariantIds(listed, where);
  return {
    name,
    version,
    variants: ids,
    namesNoVariants: listed === undefined,
    gradient: functions.some((f) => typeof f.lossAndGradient === "function"),
    codes,
    computes(variant) {
      const found = losses === undefined ? exported : losses[variant];
      if (found === undefined || !ids.includes(variant)) return undefined;
      const { loss, lossAndGradient } = found;
      return lossAndGradient ?? (async (...call) => resultOf(await loss!(...call)));
    },
  };
}

function resultOf(loss: TensorLike | undefined): ModuleResult | undefined {
  return loss === undefined ? undefined : { loss };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function hasFunction(functions: ModuleFunctions | null): boolean {
  return typeof functions?.loss === "function" || typeof functions?.lossAndGradient === "function";
}

/**
 * Checks a list of variant ids.
 *
 * @param where the name of the list, for the message
 * @throws Error where it is not an array, is empty, or names an unknown variant
 */
export function checkVariantIds(listed: unknown, where: string): readonly string[] {
  if (!Array.isArray(listed) || listed.length === 0)
    throw new Error(`${where}: expected an array of variant ids, got ${show(listed)}`);
  const known = VARIANTS.map(({ id }) => id);
  const unknown = listed.findIndex((id) => !known.includes(id));
  if (unknown === -1) return listed;
  throw new Error(`${where}: expected ids of ${known.join(", ")}, got ${show(listed[unknown])}`);
}
