/** `--variant`: names of variants. */
import { knownVariants, VARIANTS } from "../variants/index.ts";
import { UsageError } from "./exit-codes.ts";
import { suggestion } from "./suggest.ts";

/** @throws UsageError for the first unknown name */
export function checkVariants(given: readonly string[], flag = "--variant"): void {
  const known = VARIANTS.map(({ id }) => id);
  const unknown = given.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  throw new UsageError(
    `${flag}: expected one of ${knownVariants()}, got "${unknown}".${suggestion(unknown, known)}`,
  );
}
