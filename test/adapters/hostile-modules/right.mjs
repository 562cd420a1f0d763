// What a module should be; the ones beside it get one thing wrong.
import { appendFileSync } from "node:fs";
import { runCall } from "../../../dist/protocol/run.js";

if (process.env.HOSTILE_PIDS !== undefined) appendFileSync(process.env.HOSTILE_PIDS, `${process.pid}\n`);

export function lossAndGradient(inputs, options, variant) {
  return runCall({ variant, options, inputs, want: ["loss", "gradient"] });
}
