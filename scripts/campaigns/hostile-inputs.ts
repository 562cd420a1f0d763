/**
 * Every command on inputs that were made to break it: each must end by itself, with the right exit code, in bounded time
 * and memory, with messages of bounded length that do not blame the program for the input.
 *
 *     npx tsx scripts/campaigns/hostile-inputs.ts [--only TEXT] [--slow]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type HostileInput, hostileInputs } from "./hostile-inputs/inputs.ts";
import { type Measured, measured } from "./measured-process.ts";

const BIN = fileURLToPath(new URL("../../bin/smoothproof.js", import.meta.url));

/** Limits in seconds and megabytes, beyond the start of the program. */
const MOST_SECONDS = 5;
const MOST_MEGABYTES = 400;

/** How long the program takes to start on a machine with nothing else to do. */
const USUAL_START_SECONDS = 0.4;

/** The longest that a message may be, in characters. */
const MOST_SAID = 8_000;

const [only] = process.argv.includes("--only") ? process.argv.slice(process.argv.indexOf("--only") + 1) : [];

/** The memory that the mere start of the program takes, in MB; only memory beyond it counts. */
const { peakMegabytes: START, seconds: startSeconds } = await measured([process.execPath, BIN, "list"]);

/** How much slower than it should this machine is now: what else it does costs the commands time, too. */
const SLOWER = Math.max(1, startSeconds / USUAL_START_SECONDS);

const folder = mkdtempSync(join(tmpdir(), "smoothproof-hostile-"));
let failed = 0;
let passed = 0;
let leftOut = 0;
try {
  for (const input of hostileInputs(BIN)) {
    if (only !== undefined && !input.name.includes(only)) continue;
    if (input.slow && !process.argv.includes("--slow")) {
      leftOut += 1;
      continue;
    }
    const problems = await check(input);
    if (problems.length > 0) failed += 1;
    else passed += 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (leftOut > 0) console.log(`${leftOut} left out that take minutes (--slow)`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function check(input: HostileInput): Promise<readonly string[]> {
  const place = join(folder, input.name.replaceAll(/\W+/g, "-"));
  mkdirSync(place);
  for (const [name, content] of Object.entries(input.files ?? {})) writeFileSync(join(place, name), content);
  for (const name of input.fifos ?? []) spawnSync("mkfifo", [join(place, name)]);
  for (const [name, goal] of Object.entries(input.links ?? {})) symlinkSync(goal, join(place, name));
  const temporary = join(place, "tmp");
  mkdirSync(temporary);
  const run = await measured(input.command, {
    cwd: place,
    env: { TMPDIR: temporary },
    ...(input.input === undefined ? {} : { input: input.input }),
  });
  const problems = [...judge(input, run), ...leftIn(temporary), ...(input.also?.(place, run) ?? [])];
  const { exitCode, signal, seconds, peakMegabytes } = run;
  const said = (run.stderr.trim() || run.stdout.trim()).split("\n")[0] ?? "";
  console.log(
    [
      problems.length === 0 ? "ok    " : "FAILED",
      `${input.item} ${input.name}:`,
      `exit ${exitCode ?? signal}, ${seconds.toFixed(1)} s, ${Math.max(0, peakMegabytes - START)} MB;`,
      JSON.stringify(said.slice(0, 160)),
      ...problems.map((problem) => `\n         ${problem}`),
    ].join(" "),
  );
  rmSync(place, { recursive: true, force: true });
  return problems;
}

function judge(input: HostileInput, run: Measured): readonly string[] {
  const { exitCode, hung, seconds, peakMegabytes, stderr, stdout } = run;
  const { exits = [2], seconds: most = MOST_SECONDS, megabytes = MOST_MEGABYTES } = input;
  return [
    ...(hung ? ["it never ended"] : []),
    ...(exitCode !== undefined && exits.includes(exitCode) ? [] : [`expected exit ${exits.join(" or ")}`]),
    ...(seconds <= most * SLOWER ? [] : [`expected at most ${(most * SLOWER).toFixed(1)} s`]),
    ...(peakMegabytes - START <= megabytes ? [] : [`expected at most ${megabytes} MB`]),
    ...(/internal error/i.test(stderr) ? ["it says internal error"] : []),
    ...(/^\s+at .*:\d+|^\[eval\]|node:internal|#\s+Fatal/m.test(stderr) ? ["it shows a stack trace"] : []),
    ...(stderr.length <= MOST_SAID ? [] : [`it says ${stderr.length} characters`]),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    ...(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(stderr + stdout)
      ? ["raw control characters"]
      : []),
    ...(input.says === undefined || input.says.test(stderr + stdout)
      ? []
      : [`expected it to say ${input.says}`]),
    ...(input.saysNot?.test(stderr + stdout) ? [`expected it not to say ${input.saysNot}`] : []),
  ];
}

/** Files that it left in the temporary folder. */
function leftIn(temporary: string): readonly string[] {
  const left = readdirSync(temporary);
  return left.length === 0 ? [] : [`it left ${left.join(", ")} in the temporary folder`];
}
