/**
 * Mutation testing of our own code with Stryker: each operator, condition, text and block is changed, one at a time, and
 * some unit test must fail. docs/mutation.json records the outcome of every file; `npm run pages -- mutation` makes the
 * page of it.
 *
 *     npm run stryker                        every file; some 20 minutes of processor time
 *     npm run stryker -- FILE…               these files; the others keep what is recorded
 *     npm run stryker -- --check FILE…       records nothing; exit 1 if a file is below its recorded score
 *     npm run stryker -- --jobs N …          N changes at a time; more than one only helps an idle machine
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { ROOT } from "./pages/page.ts";
import { GROUPS, type Group } from "./stryker/groups.ts";
import {
  fileRecord,
  filesOf,
  type MutationRecord,
  RECORD,
  type Report,
  readRecord,
  score,
} from "./stryker/record.ts";

const USAGE = 2;

/** Has a lock of its own: nothing else needs Stryker's packages. */
const TOOL = join(ROOT, "scripts/stryker");

const OPTIONS = {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "scripts/stryker/vitest.config.ts", related: false },
  coverageAnalysis: "perTest",
  // A busy machine must not turn survivors into timeouts; changes that end no loop cost this much each.
  timeoutMS: 5_000,
  timeoutFactor: 1.5,
  // Only what the tests need is copied. Stryker reads tsconfig.json by an interface that TypeScript 7 no longer has.
  ignorePatterns: ["*", "!src/**", "!test/**", "!fixtures/**", "!scripts/stryker/*.ts", "!package.json"],
  tempDirName: ".stryker",
  reporters: ["json", "progress-append-only"],
  warnings: { slow: false },
  logLevel: "warn",
  allowConsoleColors: false,
};

const { values, positionals } = parseArgs({
  options: { check: { type: "boolean", default: false }, jobs: { type: "string", default: "1" } },
  allowPositionals: true,
});

async function run(): Promise<number> {
  const known = GROUPS.flatMap(filesOf);
  const lost = positionals.find((file) => !known.includes(file));
  if (lost !== undefined) {
    console.error(`file: expected one that scripts/stryker/groups.ts names, got ${lost}`);
    return USAGE;
  }
  if (!existsSync(join(TOOL, "node_modules")))
    await execa("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: TOOL,
      stdio: "inherit",
    });
  const before = readRecord();
  const files: MutationRecord["files"] = {};
  for (const group of GROUPS) {
    const asked = filesOf(group).filter((file) => positionals.length === 0 || positionals.includes(file));
    if (asked.length > 0) Object.assign(files, await mutate(asked, group));
  }
  const scores = Object.entries(files).map(([file, now]) => ({ file, now, recorded: before?.files[file] }));
  for (const { file, now, recorded } of scores)
    console.log(
      `${file}: ${now.caught} of ${now.mutants} caught${recorded === undefined ? "" : `, ${recorded.caught} of ${recorded.mutants} recorded`}`,
    );
  if (values.check) {
    const worse = scores.filter(
      ({ now, recorded }) => recorded === undefined || score(now) < score(recorded),
    );
    for (const { file, now } of worse)
      for (const { line, code, replacement } of now.survivors)
        console.error(`${file}:${line}: survives: ${code} → ${replacement}`);
    for (const { file } of worse)
      console.error(
        `${file}: expected the recorded score at least. Run: npm run stryker -- ${file}, and add the test that is missing`,
      );
    console.log(`${scores.length - worse.length} passed, ${worse.length} failed`);
    return worse.length === 0 ? 0 : 1;
  }
  const { version } = JSON.parse(
    readFileSync(join(TOOL, "node_modules/@stryker-mutator/core/package.json"), "utf8"),
  ) as { version: string };
  const kept = Object.entries(readRecord()?.files ?? {}).filter(([file]) => known.includes(file));
  const all = Object.entries({ ...Object.fromEntries(kept), ...files }).sort(([a], [b]) => (a < b ? -1 : 1));
  const record: MutationRecord = {
    date: new Date().toISOString().slice(0, 10),
    stryker: version,
    node: process.version,
    files: Object.fromEntries(all),
  };
  writeFileSync(join(ROOT, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  console.log(`${RECORD}: written. Now run: npm run pages -- mutation`);
  return 0;
}

/** Runs Stryker on some files of a group. */
async function mutate(files: readonly string[], { name, tests }: Group): Promise<MutationRecord["files"]> {
  console.log(`${name}: ${files.length} files`);
  const folder = mkdtempSync(join(tmpdir(), "smoothproof-stryker-"));
  try {
    const config = join(folder, "config.json");
    const fileName = join(folder, "report.json");
    writeFileSync(
      config,
      JSON.stringify({
        ...OPTIONS,
        concurrency: Number(values.jobs),
        mutate: files,
        jsonReporter: { fileName },
      }),
    );
    const { exitCode } = await execa(join(TOOL, "node_modules/.bin/stryker"), ["run", config], {
      cwd: ROOT,
      env: { STRYKER_TESTS: JSON.stringify(tests) },
      stdio: ["ignore", "inherit", "inherit"],
      reject: false,
    });
    if (exitCode !== 0) throw new Error(`${name}: expected Stryker to run, got exit code ${exitCode}`);
    const report = JSON.parse(readFileSync(fileName, "utf8")) as Report;
    return Object.fromEntries(files.map((file) => [file, fileRecord(file, report.files[file])]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
