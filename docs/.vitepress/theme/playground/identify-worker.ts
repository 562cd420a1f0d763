/// <reference lib="dom" />
/** Runs `identify` beside the page, which stays usable meanwhile. */
import { type IdentifyInput, identify } from "../../../../dist/analysis/index.js";
import { matchText } from "../../../../dist/report/match.js";

/** Answers that a page has room for. */
const MOST_SHOWN = 8;

/** Seconds after which a person would have given up. */
const PATIENCE = 30;

export interface Answer {
  /** One line for each function that gives the number, the best first. */
  readonly matches: readonly string[];
  /** How many more there are. */
  readonly more: number;
  readonly note: string;
}

self.onmessage = ({ data }: MessageEvent<IdentifyInput>) => {
  try {
    const { matches, note, nearest } = identify(data, { timeLimit: PATIENCE });
    const near = nearest === undefined ? "" : `nearest: ${matchText(nearest)}. `;
    const answer: Answer = {
      matches: matches.slice(0, MOST_SHOWN).map(matchText),
      more: Math.max(0, matches.length - MOST_SHOWN),
      note: `${near}${note}`,
    };
    self.postMessage(answer);
  } catch (error) {
    self.postMessage(error instanceof Error ? error.message : String(error));
  }
};
