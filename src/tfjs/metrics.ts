/**
 * Metrics for `model.compile({ metrics })` that keep a dashboard readable under label smoothing, since a smoothed loss has
 * a floor above 0 and does not tell the perplexity.
 */
import { refuse } from "../math/errors.ts";
import { checkObject, checkOptions } from "../math/given-options.ts";
import type { VariantId } from "../variants/options-of.ts";
import {
  type AnyOptions,
  type CompileArguments,
  type CompiledLoss,
  type CompileOptions,
  compiled,
  modelOptions,
  recordFor,
} from "./for-compile.ts";
import * as tf from "./tf.ts";

/** The form of the model's output, and the ignored class. */
export interface MetricOptions {
  /** Whether the model gives logits; if not, probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Class of padding, which is left out. Default none. */
  readonly ignoreIndex?: number;
}

/**
 * Negative log-likelihood -log p of the true class, without smoothing, in nats; the mean over the batch is the mean over
 * rows that are not ignored.
 *
 * @param options `fromLogits` (default false) and `ignoreIndex` (default none)
 * @throws InvalidArgument for any other option: smoothed, weighted or summed, it would be another number
 * @example model.compile({ optimizer: "adam", loss, metrics: [nll({ fromLogits: true })] });
 */
export function nll(options: MetricOptions = {}): CompiledLoss {
  return logLikelihood(options, "nll");
}

/**
 * Perplexity exp(mean -log p) of the batch, without smoothing. `fit` averages it over the batches of an epoch, which gives
 * more than the perplexity of the epoch; for that, take Math.exp of the epoch's `nll`.
 *
 * @throws InvalidArgument for any other option
 */
export function perplexity(options: MetricOptions = {}): CompiledLoss {
  const each = logLikelihood(options, "perplexity");
  const metric: CompiledLoss = (yTrue, yPred) => tf.tidy(() => tf.exp(tf.mean(each(yTrue, yPred))));
  return Object.defineProperty(metric, "name", { value: "perplexity" });
}

function logLikelihood(options: MetricOptions, name: string): CompiledLoss {
  checkOptions(
    options,
    ["fromLogits", "ignoreIndex"],
    `${name}, which neither smooths nor weighs and is a mean`,
  );
  return compiled(recordFor("torch"), { ...options }, name);
}

/**
 * A loss minus its floor, in nats: cross entropy -sum q log p minus the entropy of q, which no model can get below. It is
 * the Kullback-Leibler divergence of the smoothed target from the model, and 0 where the model gives the target itself.
 *
 * @throws InvalidArgument for what `forCompile` refuses, for variants of independent labels, and with class weights, with
 *   which the floor is not the entropy of q
 */
export function excessLoss<Id extends VariantId>(
  variant: Id,
  ...[given = {} as CompileOptions<Id>]: CompileArguments<Id>
): CompiledLoss {
  const record = recordFor(variant);
  const options = given as AnyOptions;
  checkObject(options, "options", modelOptions(record));
  if (record.axes.rowLoss !== "sum" || options.weight !== undefined) {
    const argument = options.weight === undefined ? "variant" : "weight";
    refuse(argument, "expected a loss over classes without weights", "unsupported-option", "construct");
  }
  return compiled(record, options, "excess_loss", { divergence: "kl" });
}
