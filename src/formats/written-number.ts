/**
 * The number that a person wrote, such as `0.1`, `1e-3` or `-Infinity`; NaN for anything else. Empty text is no zero, and
 * `0x1`, which JavaScript reads as 1, is no number: whoever writes it means bits.
 */
export function writtenNumber(text: string): number {
  return /^\s*(?:$|[+-]?0[xob])/i.test(text) ? Number.NaN : Number(text);
}
