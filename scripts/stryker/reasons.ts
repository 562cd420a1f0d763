/** Why a mutant survives, where that is known: by its file and the code that it changes. */
export interface Reason {
  readonly file: string;
  /** As docs/mutation.json has it. */
  readonly code: string;
  /** All replacements of this code if absent. */
  readonly replacement?: string;
  readonly reason: string;
}

export const REASONS: readonly Reason[] = [
  {
    file: "src/math/double-double.ts",
    code: "Math.abs(a) >= Math.abs(b)",
    replacement: "Math.abs(a) > Math.abs(b)",
    reason: "equal: of two summands of the same size, either may come first",
  },
  {
    file: "src/math/double-double.ts",
    code: "2 ** 27 + 1",
    replacement: "2 ** 27 - 1",
    reason: "splits a double as well: no product is known whose error differs",
  },
];
