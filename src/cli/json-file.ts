/** Files of JSON that a command line names. */
import { fileReason } from "../files/file-reason.ts";
import { JsonError, parseJson } from "../files/json.ts";
import { MOST_TEXT_BYTES, readOutside, textOf } from "../files/reading.ts";
import { UsageError } from "./exit-codes.ts";

/**
 * @param subject its name in a message
 * @throws UsageError where it cannot be read, or is not JSON
 */
export function readJson(file: string, subject: string): unknown {
  try {
    return parseJson(textOf(readOutside(file, { most: MOST_TEXT_BYTES })));
  } catch (cause) {
    const reason = cause instanceof JsonError ? cause.message : `cannot be read: ${fileReason(cause)}`;
    throw new UsageError(`${subject}: ${reason}`, { cause });
  }
}
