/** Reads a line from an adapter, or says what is wrong with it. */
import { parseJson } from "../files/json.ts";
import { oneLine, oneLineEach } from "../files/strangers-text.ts";
import { DTYPE_NAMES } from "../math/dtypes.ts";
import { describeIssue, type Response, responseSchema } from "../protocol/messages.ts";
import type { Mishap } from "./mishap.ts";

/** A line that is not a message of the protocol; the id, if it has one, names the request that it should have answered. */
export interface Nonsense {
  readonly nonsense: Mishap;
  readonly id: string | undefined;
}

export function hear(text: string): Response | Nonsense {
  let message: unknown;
  try {
    message = parseJson(text);
  } catch {
    return notJson(text);
  }
  if (isPlainResult(message)) return message;
  const parsed = responseSchema.safeParse(message);
  if (parsed.success) return presentable(parsed.data);
  const { argument, problem } = describeIssue(parsed.error, message);
  const detail = oneLine(`: ${argument}: ${problem}`);
  return { nonsense: { how: "broke the protocol", detail, hindrance: "no-protocol" }, id: idOf(message) };
}

/** Makes the texts of a response safe for reports and the terminal; the id stays, since it is compared with ours. */
function presentable(response: Response): Response {
  switch (response.type) {
    case "hello":
      return oneLineEach(response);
    case "error":
      return { ...response, message: oneLine(response.message) };
    case "skipped":
      return { ...response, reason: oneLine(response.reason) };
    default:
      return response;
  }
}

/**
 * Recognises the usual form of a result in a tenth of the time that the schema takes. Everything that this accepts, the
 * schema accepts too; the schema decides the rest.
 */
export function isPlainResult(message: unknown): message is Extract<Response, { type: "result" }> {
  if (!isObject(message) || message.type !== "result" || typeof message.id !== "string") return false;
  const { loss, gradient } = message;
  const fields = 2 + Number("loss" in message) + Number("gradient" in message);
  return (
    Object.keys(message).length === fields &&
    (loss === undefined || isPlainTensor(loss)) &&
    (gradient === undefined || isPlainTensor(gradient))
  );
}

function isPlainTensor(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).length !== 3) return false;
  const { dtype, shape, data } = value;
  return (
    (DTYPE_NAMES as readonly unknown[]).includes(dtype) &&
    Array.isArray(shape) &&
    shape.every((length) => Number.isSafeInteger(length) && length >= 0) &&
    Array.isArray(data) &&
    data.every((element) => typeof element === "number")
  );
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null;
}

/** The message for a line that is not JSON, with a hint where NaN or Infinity is written without quotes. */
function notJson(text: string): Nonsense {
  const id = /"id"\s*:\s*"([^"\\]+)"/.exec(text)?.[1];
  const bare = /[[,:]\s*(-?(?:NaN|Infinity|inf|nan))\b/.exec(text)?.[1];
  const start = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  const hint =
    bare === undefined || !text.startsWith("{") ? "" : ` (${bare} must be a string, such as "NaN")`;
  const how = "wrote something that is not JSON to standard output";
  return { nonsense: { how, detail: `: ${start}${hint}`, hindrance: "no-protocol" }, id };
}

function idOf(message: unknown): string | undefined {
  return typeof message === "object" && message !== null && "id" in message && typeof message.id === "string"
    ? message.id
    : undefined;
}
