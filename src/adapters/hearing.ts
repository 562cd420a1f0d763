/** What a line of an adapter says, or what is wrong with it. */
import { parseJson } from "../files/json.ts";
import { oneLine, oneLineEach } from "../files/strangers-text.ts";
import { DTYPE_NAMES } from "../math/dtypes.ts";
import { describeIssue, type Response, responseSchema } from "../protocol/messages.ts";

/** A line that is no message of the protocol; the id, where one can be made out, says whose answer it was to be. */
export interface Nonsense {
  readonly nonsense: string;
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
  return { nonsense: oneLine(`broke the protocol: ${argument}: ${problem}`), id: idOf(message) };
}

/** Its words go into reports and to the terminal; its id is compared with ours. */
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
 * A result as nearly all are, told at a tenth of the schema's price. What it accepts the schema accepts; what it does
 * not, the schema decides.
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

/** Many languages write NaN and Infinity without quotes; that deserves better than "not JSON". */
function notJson(text: string): Nonsense {
  const id = /"id"\s*:\s*"([^"\\]+)"/.exec(text)?.[1];
  const bare = /[[,:]\s*(-?(?:NaN|Infinity|inf|nan))\b/.exec(text)?.[1];
  const start = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  const hint =
    bare === undefined || !text.startsWith("{") ? "" : ` (${bare} must be a string, such as "NaN")`;
  return { nonsense: `wrote something that is not JSON to standard output: ${start}${hint}`, id };
}

function idOf(message: unknown): string | undefined {
  return typeof message === "object" && message !== null && "id" in message && typeof message.id === "string"
    ? message.id
    : undefined;
}
