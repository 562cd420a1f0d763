/** `--variant`: names of variants. */
import { knownVariants, VARIANTS } from "../variants/index.ts";
import { checkFlag } from "./suggest.ts";

/** @throws UsageError for the first unknown name */
export function checkVariants(given: readonly string[], flag = "--variant"): void {
  checkFlag(
    flag,
    given,
    VARIANTS.map(({ id }) => id),
    `one of ${knownVariants()}`,
  );
}
