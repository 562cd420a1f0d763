/**
 * `npm run screenshots`: the pictures of docs/images, made from real runs of the built program and from the built site.
 *
 * Terminals are SVG and follow the reader's theme; pages are PNG with a palette, and light. No tarball has them: each says
 * in words what it shows.
 */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { chromium } from "playwright-core";
import { serveSite } from "../test/browser/site/serve.ts";
import { picturePlayground, pictureReport } from "./screenshots/pages.ts";
import { pictureTerminals } from "./screenshots/terminals.ts";

const ROOT = join(import.meta.dirname, "..");
const IMAGES = join(ROOT, "docs/images");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const MISSING = 4;

function write(pictures: { readonly [name: string]: string | Buffer }): void {
  for (const [name, picture] of Object.entries(pictures)) {
    writeFileSync(join(IMAGES, name), picture);
    console.log(`${name}: ${(picture.length / 1000).toFixed(1)} kB`);
  }
}

async function main(): Promise<number> {
  if (!existsSync(CHROMIUM)) {
    console.error(
      `chromium: expected Debian's Chromium at ${CHROMIUM}. Run: apt-get update && apt-get install -y chromium`,
    );
    return MISSING;
  }
  mkdirSync(IMAGES, { recursive: true });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  try {
    write(await pictureTerminals());
    write(await pictureReport(browser));
    // The site is not built without its pictures.
    const playground = join(IMAGES, "playground.png");
    if (!existsSync(playground)) copyFileSync(join(IMAGES, "report.png"), playground);
    await execa("npx", ["vitepress", "build", "docs"], { cwd: ROOT });
    const { url, server } = await serveSite();
    try {
      write({ "playground.png": await picturePlayground(browser, url) });
    } finally {
      server.close();
    }
  } finally {
    await browser.close();
  }
  return 0;
}

process.exitCode = await main();
