/** What a search answers the page, from whichever worker. */

/** Answers that a page has room for. */
const MOST_SHOWN = 8;

export interface Answer {
  /** One line for each function that fits, the best first. */
  readonly matches: readonly string[];
  /** How many more there are. */
  readonly more: number;
  readonly note: string;
}

export const answerOf = (lines: readonly string[], note: string): Answer => ({
  matches: lines.slice(0, MOST_SHOWN),
  more: Math.max(0, lines.length - MOST_SHOWN),
  note,
});
