/**
 * Judges real clients: installs, builds, identifies, judges, and writes report.json beside each adapter.
 *
 *     npm run client -- NAME…         judge these
 *     npm run clients                 judge all; one line for each that fails, and the others go on
 *     npm run clients -- --quick      those that install in seconds
 *     npm run clients -- --fuzz       ask all, or those named, 500 random calls beside the vectors; writes fuzz.json
 *     npm run clients -- --page       write docs/scoreboard.md from the reports
 *     npm run clients -- --check      change nothing; exit 1 where the page is not what the reports give
 *     npm run clients -- --diff REV   what improved and what regressed since the reports of a revision
 *
 * With --dry-run the reports are compared with what is judged, and not written: exit 1 where something regressed on the
 * vectors that a report is of.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { clientNames, type Declaration, readDeclaration } from "./clients/declaration.ts";
import { fuzzClient, unseen } from "./clients/fuzz.ts";
import { judgeClient } from "./clients/judge.ts";
import { PAGE, renderPage } from "./clients/page.ts";
import { type ClientReport, compare, readReport, withShortestTimes, writeReport } from "./clients/report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    fuzz: { type: "boolean", default: false },
    page: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    diff: { type: "string" },
  },
});

try {
  if (values.check) check();
  else if (values.page) writeFileSync(PAGE, renderPage());
  else if (values.diff !== undefined) showDiff(values.diff);
  else if (values.fuzz) await fuzzAll();
  else await judgeAll();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

async function judgeAll(): Promise<void> {
  if (!existsSync(new URL("../dist", import.meta.url))) {
    throw new Error("dist: expected the built package. Run: npm run build");
  }
  const failed: string[] = [];
  const clients = chosen();
  for (const client of clients) {
    const started = performance.now();
    try {
      const before = readReport(client.name);
      const report = withShortestTimes(await judgeClient(client), before);
      const changes = compare(before, report);
      if (!values["dry-run"]) writeReport(client.name, report);
      const isOfOthers = before !== undefined && before.fixtures.sha256 !== report.fixtures.sha256;
      console.log(
        `${client.name}: ${sum(report)}${isOfOthers ? " of other vectors than before" : told(changes)}, ${seconds(started)} s`,
      );
      if (values["dry-run"] && isOfOthers) {
        console.log(`  its report is of other vectors; npm run client -- ${client.name} renews it`);
      } else if (values["dry-run"] && changes.regressed.length > 0) {
        failed.push(client.name);
        for (const id of changes.regressed) console.error(`  regressed: ${id}`);
      }
    } catch (error) {
      failed.push(client.name);
      const reason = error instanceof Error ? error.message : String(error);
      console.error(`${client.name}: not judged: ${reason.split("\n")[0]}`);
    }
  }
  if (failed.length > 0) process.exitCode = 1;
  if (!values["dry-run"]) writeFileSync(PAGE, renderPage());
  console.log(`${clients.length - failed.length} passed, ${failed.length} failed`);
}

/** A difference that no vector shows is a line, so that it can become one; it is no failure of this command. */
async function fuzzAll(): Promise<void> {
  const clients = chosen();
  let failed = 0;
  for (const client of clients) {
    const started = performance.now();
    try {
      const fuzz = await fuzzClient(client);
      const said = Object.entries(fuzz.claims).map(([variant, claim]) => {
        const different = Object.values(claim.different).reduce((total, { count }) => total + count, 0);
        return `${variant} ${claim.compared} compared, ${different} differ`;
      });
      console.log(`${client.name}: ${said.join("; ")}, ${seconds(started)} s`);
      for (const line of unseen(fuzz, readReport(client.name))) console.log(`  no vector shows: ${line}`);
    } catch (error) {
      failed += 1;
      const reason = error instanceof Error ? error.message : String(error);
      console.error(`${client.name}: not asked: ${reason.split("\n")[0]}`);
    }
  }
  if (failed > 0) process.exitCode = 1;
  writeFileSync(PAGE, renderPage());
  console.log(`${clients.length - failed} passed, ${failed} failed`);
}

/** @throws where a name is no client's */
function chosen(): readonly Declaration[] {
  const names = clientNames();
  const lost = positionals.find((name) => !names.includes(name));
  if (lost !== undefined) throw new Error(`expected one of ${names.join(", ")}, got ${lost}`);
  const asked = positionals.length > 0 ? positionals : names;
  return asked.map(readDeclaration).filter(({ quick }) => !values.quick || quick === true);
}

function sum({ summary: { passed, failed, errored, skipped } }: ClientReport): string {
  return `${passed} passed, ${failed + errored} failed, ${skipped} skipped`;
}

function told({ regressed, improved }: ReturnType<typeof compare>): string {
  return regressed.length + improved.length === 0
    ? ""
    : ` (${improved.length} improved, ${regressed.length} regressed)`;
}

function seconds(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

function check(): void {
  if (readFileSync(PAGE, "utf8") === renderPage()) return;
  console.error("docs/scoreboard.md is not what the reports give. Run: npm run clients -- --page");
  process.exitCode = 1;
}

function showDiff(revision: string): void {
  for (const name of clientNames()) {
    const now = readReport(name);
    if (now === undefined) continue;
    const before = reportAt(revision, name);
    const { regressed, improved } = compare(before, now);
    const state = before === undefined ? "new" : "unchanged";
    console.log(`${name}: ${regressed.length + improved.length === 0 ? state : ""}`);
    for (const id of improved) console.log(`  improved   ${id}`);
    for (const id of regressed) console.log(`  regressed  ${id}`);
  }
}

function reportAt(revision: string, name: string): ClientReport | undefined {
  try {
    const path = `${revision}:clients/${name}/report.json`;
    return JSON.parse(
      execFileSync("git", ["show", path], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 1e9,
      }),
    );
  } catch {
    return undefined;
  }
}
