/**
 * Two runs write the same report at the same time, and one of them is killed at a random moment. The report must always be
 * complete, and no other file may be left once the last run is done.
 *
 *     npx tsx scripts/campaigns/writers.ts [--rounds 200]
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "200" } } });
const WRITING = new URL("../../dist/files/writing.js", import.meta.url).href;

/** Writes a report of realistic size again and again, so that most kills happen during the writing. */
const WRITER = `import { replaceFile } from ${JSON.stringify(WRITING)};
process.send?.("writing");
const text = JSON.stringify({ writer: process.argv[2], verdicts: Array.from({ length: 4000 }, (_, i) => ({ id: i, message: "x".repeat(60) })), last: true });
for (let i = 0; i < Number(process.argv[3]); i += 1) replaceFile("report.json", text);
`;

/** The latest moment of the kill after the start, in milliseconds. */
const LATEST_MS = 250;

const folder = mkdtempSync(join(tmpdir(), "smoothproof-writers-"));
const script = join(mkdtempSync(join(tmpdir(), "smoothproof-writer-")), "writer.mjs");
writeFileSync(script, WRITER);
const rounds = Number(values.rounds);
let broken = 0;
let foreign = 0;
let abandoned = 0;
try {
  // A user's files, with names that a writer might use.
  writeFileSync(join(folder, "report.json.partial"), "mine");
  for (let round = 0; round < rounds; round += 1) await write();
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(script);
}
console.log(
  `${rounds} rounds: ${broken} broken reports, ${foreign} foreign files; ${abandoned} private files left by a kill, taken away by the next run`,
);
console.log(`${rounds - broken - foreign} passed, ${broken + foreign} failed`);
process.exitCode = broken + foreign > 0 ? 1 : 0;

async function write(): Promise<void> {
  const start = (name: string, times: string): ReturnType<typeof spawn> =>
    spawn(process.execPath, [fileURLToPath(new URL(`file://${script}`)), name, times], {
      cwd: folder,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
  const [killed, other] = [start("killed", "100000"), start("other", "5")];
  const ends = [killed, other].map((child) => new Promise((resolve) => child.once("exit", resolve)));
  await new Promise((resolve) => killed.once("message", resolve));
  await sleep(Math.random() * LATEST_MS);
  killed.kill("SIGKILL");
  await Promise.all(ends);
  if (!isWhole()) broken += 1;
  abandoned += others().length;
  const last = start("last", "1");
  await new Promise((resolve) => last.once("exit", resolve));
  if (!isWhole()) broken += 1;
  foreign += others().length;
  if (readFileSync(join(folder, "report.json.partial"), "utf8") !== "mine") foreign += 1;
}

function isWhole(): boolean {
  const file = join(folder, "report.json");
  try {
    return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).last === true;
  } catch {
    return false;
  }
}

function others(): readonly string[] {
  return readdirSync(folder).filter((name) => name !== "report.json" && name !== "report.json.partial");
}
