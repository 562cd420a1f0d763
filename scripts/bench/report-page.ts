/**
 * How large the page of 10,000 verdicts is, and how long Chromium takes to open and to filter it.
 *
 *     npx tsx scripts/bench/report-page.ts
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { chromium } from "playwright-core";
import type { Verdict } from "../../src/compare/verdict.ts";
import { readReport } from "../../src/conformance/stored-report.ts";
import { headerOf } from "../../src/report/header.ts";
import { renderHtml } from "../../src/report/html.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const VERDICTS = 10_000;
const QUERIES = ["status:fail", "tier:core variant:torch", "gradient>1", "ordinary", ""];

const folder = mkdtempSync(join(tmpdir(), "smoothproof-page-"));
try {
  const json = join(folder, "report.json");
  await execa(process.execPath, ["bin/smoothproof.js", "conformance", "--reporter", `json=${json}`], {
    cwd: ROOT,
  });
  const report = readReport(JSON.parse(readFileSync(json, "utf8")), json);
  const verdicts = report.verdicts.slice(0, VERDICTS) as unknown as Verdict[];
  const part = (name: string): string => readFileSync(join(ROOT, "dist/report/html", name), "utf8");
  const page = join(folder, "report.html");
  const parts = {
    script: part("page.js"),
    style: part("style.css"),
    killMatrix: JSON.parse(part("kill-matrix.json")),
  };
  writeFileSync(page, renderHtml(verdicts, headerOf(report), parts));
  process.stdout.write(`${verdicts.length} verdicts, ${(statSync(page).size / 1e6).toFixed(2)} MB\n`);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  for (let run = 0; run < 3; run += 1) {
    const tab = await browser.newPage();
    const started = performance.now();
    await tab.goto(`file://${page}`);
    await tab.waitForSelector("#items li");
    const opened = performance.now() - started;
    const filtered: string = await tab.evaluate(`JSON.stringify(${JSON.stringify(QUERIES)}.map((query) => {
      const started = performance.now();
      const field = document.querySelector("#query");
      field.value = query;
      field.dispatchEvent(new Event("input"));
      void document.body.offsetHeight;
      return Math.round(performance.now() - started);
    }))`);
    process.stdout.write(
      `opened in ${Math.round(opened)} ms, filtered in ${JSON.parse(filtered).join(", ")} ms\n`,
    );
    await tab.close();
  }
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
