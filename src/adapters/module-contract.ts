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
  readonly gradient: boolean;
  readonly computes: (variant: string) => ModuleLossAndGradient | undefined;
}

/** Reads a module's exports. @throws Error saying what is missing */
export function readModule(exported: LossModule, file: string): AnsweredModule {
  const { losses, variants } = exported;
  const functions = losses === undefined ? [exported] : Object.values(losses);
  const missing =
    functions.length === 0 ||
    functions.some((f) => typeof f.loss !== "function" && typeof f.lossAndGradient !== "function");
  if (missing)
    throw new Error(
      "expected an export named loss or lossAndGradient, or losses with one of them per variant",
    );
  const known = VARIANTS.map(({ id }) => id);
  const ids = variants ?? (losses === undefined ? known : Object.keys(losses));
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new Error(`variants: expected ids of ${known.join(", ")}, got "${unknown}"`);
  return {
    name: exported.name ?? basename(file),
    version: exported.version ?? "",
    variants: ids,
    gradient: functions.some((f) => typeof f.lossAndGradient === "function"),
    computes(variant) {
      const found = losses === undefined ? exported : losses[variant];
      if (found === undefined || !ids.includes(variant)) return undefined;
      const { loss, lossAndGradient } = found;
      return lossAndGradient ?? (async (...call) => ({ loss: await loss!(...call) }));
    },
  };
}
