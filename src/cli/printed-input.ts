/** Inputs of a call from text that a program printed, and what is said of files that only a framework can read. */

import { note } from "../files/standard-output.ts";
import {
  listed,
  nestedNumbers,
  type Printed,
  PrintedError,
  printedIn,
  printedLoss,
  printedTensor,
} from "../formats/printed.ts";
import { FIRST_INPUTS } from "../identify/sample.ts";
import type { NestedNumbers } from "../math/as-tensor.ts";
import { refuse } from "../math/errors.ts";
import { fieldCalled } from "./input-names.ts";

/**
 * One tensor from text.
 *
 * @throws InvalidArgument that quotes what was understood
 */
export function printedField(text: string, field: string): NestedNumbers | string {
  return quoting(field, () => {
    const printed = field === "loss" ? printedLoss(text) : printedTensor(text);
    return typeof printed === "string" ? printed : numbersFor(field, printed);
  });
}

/** All that a text names, as `logits = tensor([[…]])` and `loss: 1.55`. @throws InvalidArgument */
export function fieldsPrinted(text: string): { readonly [name: string]: NestedNumbers | string } {
  return quoting("text", () => {
    const { tensors, scalars } = printedIn(text);
    const unnamed = tensors.filter(({ label = "" }) => fieldCalled(label) === undefined);
    if (unnamed.length > 0)
      throw new PrintedError(
        `expected a name before each tensor, as logits = [[…]], got ${listed(unnamed)}. Files of one tensor each may be given as --logits, --target and --loss`,
      );
    const fields: { [name: string]: NestedNumbers | string } = {};
    for (const tensor of tensors) fields[tensor.label!] = numbersFor(fieldCalled(tensor.label!)!, tensor);
    const isLoss = (label: string | undefined): boolean => fieldCalled(label ?? "") === "loss";
    const loss = scalars.some(({ label }) => isLoss(label)) ? printedLoss(text) : undefined;
    if (typeof loss === "string") fields.loss = loss;
    if (tensors.length === 0) throw new PrintedError(`expected logits and a target, got ${quoteOf(text)}`);
    return fields;
  });
}

function quoteOf(text: string): string {
  try {
    return `the loss ${String(printedLoss(text))} alone`;
  } catch {
    return "no numbers";
  }
}

/** Class indices, weights and losses have one axis, also where a table has them in a row or a column. */
function numbersFor(field: string, printed: Printed): NestedNumbers {
  const { shape, texts, quote } = printed;
  const isRows =
    field === "gradient" || field === "open" || (FIRST_INPUTS as readonly string[]).includes(field);
  // torch prints four decimals of everything.
  if (
    isRows &&
    texts.some((text) => /\.\d{3}[1-9]$/.test(text)) &&
    texts.every((text) => !/\.\d{5}/.test(text))
  )
    note(
      `${field === "open" ? "the numbers" : field}: read with four decimals, as in ${quote}: a loss of more digits may fit nothing; numpy.savez keeps all digits\n`,
    );
  const isVector =
    !isRows && (shape.length === 2 ? shape.includes(1) : shape.length === 0 && field === "target");
  return nestedNumbers(isVector ? { ...printed, shape: [texts.length] } : printed);
}

function quoting<Read>(field: string, read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof PrintedError) refuse(field, cause.message, "invalid-request", "call", { cause });
    throw cause;
  }
}

/** Files by their ending, and how Python saves what they hold for NumPy. */
const ELSEWHERE: readonly (readonly [ending: RegExp, whose: string, python: string])[] = [
  [
    /\.(?:pt|pth|ckpt|bin)$/i,
    "PyTorch",
    'numpy.savez("batch.npz", **{name: t.detach().cpu().numpy() for name, t in torch.load(FILE).items()})',
  ],
  [/\.safetensors$/i, "safetensors", 'numpy.savez("batch.npz", **safetensors.numpy.load_file(FILE))'],
  [
    /\.(?:h5|hdf5|keras|pkl|pickle|msgpack|parquet|feather)$/i,
    "another format",
    'numpy.savez("batch.npz", logits=logits, target=target, loss=loss)',
  ],
];

/** One line for a file that is not read here: how to save it as .npz. */
export function savedElsewhere(file: string): string | undefined {
  const found = ELSEWHERE.find(([ending]) => ending.test(file));
  if (found === undefined) return undefined;
  const [, whose, python] = found;
  return `expected JSON, text, .npy or .npz, got a file of ${whose}; in Python, ${python} saves it as .npz`;
}
