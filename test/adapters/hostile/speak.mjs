// A right adapter, of which each program beside this one gets one thing wrong.
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { respond } from "../../../dist/protocol/respond.js";

/** The test looks afterwards whether this process and its group are gone. */
export function leaveTrace(pid = process.pid) {
  if (process.env.HOSTILE_PIDS !== undefined) appendFileSync(process.env.HOSTILE_PIDS, `${pid}\n`);
}

export function right(line) {
  return respond(line, { name: "hostile", version: "1" });
}

export function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/**
 * Speaks the protocol. `onRun(request, index, answer)` may return what is said instead of the right answer;
 * undefined says nothing.
 */
export function speak({
  onRun = (_request, _index, answer) => answer,
  onEcho = (_request, answer) => answer,
} = {}) {
  leaveTrace();
  let runs = 0;
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    const request = JSON.parse(line);
    if (request.type === "bye") return lines.close();
    let answer = right(line);
    if (request.type === "run") answer = onRun(request, runs++, answer);
    if (request.type === "echo") answer = onEcho(request, answer);
    if (typeof answer === "string") process.stdout.write(answer);
    else if (answer !== undefined) say(answer);
  });
}
