/**
 * What an ES module exports to be judged.
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

/** Tensors of a call by the protocol's names. */
export type ModuleInputs = { readonly [name: string]: Tensor };
export type ModuleOptions = { readonly [name: string]: number | string | boolean };

/** Numbers, typed arrays, nested arrays or `{ data, shape }`, now or later. */
export type ModuleLoss = (
  inputs: ModuleInputs,
  options: ModuleOptions,
  variant: string,
) => TensorLike | Promise<TensorLike>;

export interface ModuleResult {
  readonly loss: TensorLike;
  readonly gradient?: TensorLike;
}

export type ModuleLossAndGradient = (
  inputs: ModuleInputs,
  options: ModuleOptions,
  variant: string,
) => ModuleResult | Promise<ModuleResult>;

/** One loss: with its gradient, or without. */
export interface ModuleFunctions {
  readonly loss?: ModuleLoss;
  readonly lossAndGradient?: ModuleLossAndGradient;
}

/** A module's exports: functions for all its variants, or functions per variant under `losses`. */
export interface LossModule extends ModuleFunctions {
  readonly name?: string;
  readonly version?: string;
  /** Ids of the variants it has; all if absent and not listed in `losses`. */
  readonly variants?: readonly string[];
  readonly losses?: { readonly [variant: string]: ModuleFunctions };
}

export interface AnsweredModule {
  readonly name: string;
  readonly version: string;
  readonly variants: readonly string[];
  /** Whether the module named none, and so is said to have all. */
  readonly namesNoVariants: boolean;
  readonly gradient: boolean;
  readonly computes: (variant: string) => ModuleLossAndGradient | undefined;
}

/**
 * Reads a module's exports.
 *
 * @throws Error naming the export that is not what it should be, or saying what is missing
 */
export function readModule(exported: LossModule, file: string): AnsweredModule {
  if (!isObject(exported) && typeof exported !== "function")
    throw new Error(`exports: expected an object with loss or lossAndGradient, got ${show(exported)}`);
  const { losses, variants, name = basename(file), version = "" } = exported;
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
  const [listed, where] =
    losses === undefined || variants !== undefined ? [variants, "variants"] : [Object.keys(losses), "losses"];
  const ids = listed === undefined ? VARIANTS.map(({ id }) => id) : checkVariantIds(listed, where);
  return {
    name,
    version,
    variants: ids,
    namesNoVariants: listed === undefined,
    gradient: functions.some((f) => typeof f.lossAndGradient === "function"),
    computes(variant) {
      const found = losses === undefined ? exported : losses[variant];
      if (found === undefined || !ids.includes(variant)) return undefined;
      const { loss, lossAndGradient } = found;
      return lossAndGradient ?? (async (...call) => ({ loss: await loss!(...call) }));
    },
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function hasFunction(functions: ModuleFunctions | null): boolean {
  return typeof functions?.loss === "function" || typeof functions?.lossAndGradient === "function";
}

/**
 * The ids of variants that a list names.
 *
 * @param where what the list is called
 * @throws Error where it is no array, empty, or names a variant that there is not
 */
export function checkVariantIds(listed: unknown, where: string): readonly string[] {
  if (!Array.isArray(listed) || listed.length === 0)
    throw new Error(`${where}: expected an array of variant ids, got ${show(listed)}`);
  const known = VARIANTS.map(({ id }) => id);
  const unknown = listed.findIndex((id) => !known.includes(id));
  if (unknown === -1) return listed;
  throw new Error(`${where}: expected ids of ${known.join(", ")}, got ${show(listed[unknown])}`);
}
