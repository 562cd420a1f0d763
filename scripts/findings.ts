/**
 * Runs the programs of docs/findings and compares what they print with what their pages say.
 *
 *     npm run findings            all of them
 *     npm run findings -- NAME…   these
 *
 * With --write, the pages are updated with what their programs print; read the change before you commit it.
 *
 * The first line of a page is a comment with its client and command; a program and a block of text with its output
 * follow. The program runs in the client's folder of the cache, where the client is installed without its adapter.
 * Then a second program, docs/findings/again/NAME, runs, and its output is the next block of text. If its first line is such
 * a comment as well, it is a second run of the package; else it is arithmetic in Python or Node alone.
 * Pages of different clients run two at a time. docs/findings/STANDARD.md says what else a page has.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { groupBy } from "../src/math/group-by.ts";
import { readDeclaration } from "./clients/declaration.ts";
import { lastLine, type Prepared, prepare, triedTwice } from "./clients/prepare.ts";

const FOLDER = fileURLToPath(new URL("../docs/findings", import.meta.url));

/** The longest that a program may take, what it compiles included. */
const MOST_MINUTES = 15;

/** The blocks that hold the programs' outputs. */
const OUTPUTS = /^```text\n([\s\S]*?)^```$/gm;

/** What runs a second program, by its suffix. */
const RUNS: Readonly<Record<string, string>> = { py: "python3", mjs: process.execPath };

const isWriting = process.argv.includes("--write");
const given = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const names = readdirSync(join(FOLDER, "again"))
  .map((file) => file.split(".")[0]!)
  .sort();
const lost = given.find((name) => !names.includes(name));
if (lost !== undefined) throw new Error(`expected one of ${names.join(", ")}, got ${lost}`);

const asked = given.length > 0 ? given : names;

/** How many clients' pages run at the same time: most of a short program's time is its start. */
const AT_ONCE = 2;

const prepared = new Map<string, Promise<Prepared>>();

let failed = 0;
// Pages of one client share its folder, so they run one after the other.
const queue = [...groupBy(asked, (name) => head(pageOf(name)).client).values()];
await Promise.all(Array.from({ length: AT_ONCE }, runQueue));
console.log(`${asked.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

async function runQueue(): Promise<void> {
  for (let names = queue.shift(); names !== undefined; names = queue.shift())
    for (const name of names) await runPage(name);
}

function pageOf(name: string): string {
  return readFileSync(join(FOLDER, `${name}.md`), "utf8");
}

async function runPage(name: string): Promise<void> {
  const started = performance.now();
  const took = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    const page = pageOf(name);
    const { printed, got } = await rerun(name, page);
    const wrong = got.findIndex((text, i) => text !== printed[i]);
    if (wrong === -1) console.log(`${name}: as its page says, both programs, ${took()}`);
    else if (isWriting) {
      let next = 0;
      writeFileSync(
        join(FOLDER, `${name}.md`),
        page.replace(OUTPUTS, () => `\`\`\`text\n${got[next++]}\`\`\``),
      );
      console.log(`${name}: written\n${got.join("\n")}`);
    } else {
      failed += 1;
      const which = wrong === 0 ? "" : "the second program, ";
      console.error(`${name}: ${which}${firstDifference(printed[wrong]!, got[wrong]!)}`);
    }
  } catch (error) {
    failed += 1;
    console.error(`${name}: ${(error instanceof Error ? error.message : String(error)).split("\n")[0]}`);
  }
}

/** What the page says and what its two programs print now. */
async function rerun(
  name: string,
  page: string,
): Promise<{ readonly printed: readonly string[]; readonly got: readonly string[] }> {
  const [, , program] = /^```(?!text)(\w+)\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const printed = [...page.matchAll(OUTPUTS)].map(([, text]) => text!);
  if (program === undefined || printed.length !== 2)
    throw new Error("expected a program, its output in text, and that of a second program");
  return { printed, got: [await outputOf(program, head(page)), await again(name)] };
}

/** What a program prints in the folder of an installed client. */
async function outputOf(program: string, { client, file, run }: Head): Promise<string> {
  if (!prepared.has(client)) prepared.set(client, prepare(readDeclaration(client), { adapter: false }));
  const { folder, environment } = await prepared.get(client)!;
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, program);
  const once = () =>
    execa("sh", ["-c", run], {
      cwd: folder,
      env: environment,
      reject: false,
      stdin: "ignore",
      timeout: MOST_MINUTES * 60_000,
    });
  const result = await triedTwice(once);
  if (result.failed) throw new Error(failureOf(result));
  return `${result.stdout}\n`;
}

/** What the second program prints. */
async function again(name: string): Promise<string> {
  const file = readdirSync(join(FOLDER, "again")).find((each) => each.split(".")[0] === name)!;
  const path = join(FOLDER, "again", file);
  const program = readFileSync(path, "utf8");
  const [first = ""] = program.split("\n", 1);
  if (first.includes("client: ")) return outputOf(program, head(first));
  const { stdout } = await execa(RUNS[file.split(".")[1]!]!, [path], { timeout: 60_000 });
  return `${stdout}\n`;
}

function failureOf({
  timedOut,
  stderr,
  exitCode,
}: {
  timedOut: boolean;
  stderr: string;
  exitCode?: number;
}): string {
  if (timedOut) return `no end within ${MOST_MINUTES} minutes`;
  return lastLine(stderr) || `exit code ${exitCode}`;
}

/** The first line that the program printed and the page does not have there. */
function firstDifference(printed: string, got: string): string {
  const [page, program] = [printed.split("\n"), got.split("\n")];
  const at = program.findIndex((line, index) => line !== page[index]);
  const index = at === -1 ? program.length : at;
  return `line ${index + 1}: expected "${page[index] ?? ""}", got "${program[index] ?? ""}"`;
}

interface Head {
  readonly client: string;
  readonly file: string;
  readonly run: string;
}

/** The comment in the first line of a page or of a program. */
function head(text: string): Head {
  const [line = ""] = text.split("\n", 1);
  const [, client, file, run] =
    /^(?:<!--|\/\/|#) client: (\S+) \| file: (\S+) \| run: (.+?)(?: -->)?$/.exec(line) ?? [];
  if (client === undefined || file === undefined || run === undefined)
    throw new Error("expected client: NAME | file: FILE | run: COMMAND in a comment on the first line");
  return { client, file, run };
}
