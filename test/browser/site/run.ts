/**
 * `npm run test:site`: the built site in Debian's Chromium. One line per statement, and what contradicts it.
 *
 *     npm run test:site -- [--only TEXT]
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { BUILT } from "./built.ts";
import { GRAPHS_DROPPED } from "./graphs.ts";
import { PAGES } from "./pages.ts";
import { PLAYGROUND } from "./playground.ts";
import { SCREENSHOTS } from "./screenshots.ts";
import { serveSite } from "./serve.ts";

const CHROMIUM = "/usr/bin/chromium";

/** Problems of one statement that a reader needs to see. */
const MOST_SHOWN = 20;

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });

function note(line: string): void {
  process.stdout.write(`       ${line}\n`);
}

async function main(): Promise<number> {
  if (!existsSync(CHROMIUM)) {
    process.stderr.write(
      `chromium: expected Debian's Chromium at ${CHROMIUM}. Run: apt-get update && apt-get install -y chromium\n`,
    );
    return 4;
  }
  const { url, server } = await serveSite();
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  let passed = 0;
  let failed = 0;
  try {
    for (const { says, problems } of [
      ...BUILT,
      ...PAGES,
      ...PLAYGROUND,
      ...GRAPHS_DROPPED,
      ...SCREENSHOTS,
    ].filter(({ says }) => says.includes(values.only))) {
      const found = await Promise.resolve()
        .then(() => problems({ browser, url, note }))
        .catch((error: Error) => [error.message]);
      if (found.length === 0) passed += 1;
      else failed += 1;
      process.stdout.write(`${found.length === 0 ? "ok    " : "FAILED"} ${says}\n`);
      for (const problem of found.slice(0, MOST_SHOWN)) process.stdout.write(`         ${problem}\n`);
      if (found.length > MOST_SHOWN) process.stdout.write(`         and ${found.length - MOST_SHOWN} more\n`);
    }
  } finally {
    await browser.close();
    server.close();
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = await main();
