/// <reference lib="dom" />
/** Runs `identify` beside the page, which stays usable meanwhile. */
import { type IdentifyInput, identify } from "../../../../dist/analysis/index.js";
import { matchText } from "../../../../dist/report/match.js";
import { answerOf } from "./answer.ts";

/** Seconds after which a person would have given up. */
const PATIENCE = 30;

self.onmessage = ({ data }: MessageEvent<IdentifyInput>) => {
  try {
    const { matches, note, nearest } = identify(data, { timeLimit: PATIENCE });
    const near = nearest === undefined ? "" : `nearest: ${matchText(nearest)}. `;
    self.postMessage(
      answerOf(
        matches.map((match) => matchText(match)),
        `${near}${note}`,
      ),
    );
  } catch (error) {
    self.postMessage(error instanceof Error ? error.message : String(error));
  }
};
