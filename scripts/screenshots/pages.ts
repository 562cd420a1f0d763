/** Pictures of pages in Chromium: the HTML report of a real run, and the playground of the built site. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import type { Browser, Page } from "playwright-core";
import { fewColours } from "./png.ts";

const ROOT = join(import.meta.dirname, "../..");

/** As wide as the text of the site, so that letters are not made smaller there. */
const WIDTH = 760;

async function pictureOf(
  browser: Browser,
  url: string,
  height: number,
  prepare: (page: Page) => Promise<unknown>,
): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: WIDTH, height }, colorScheme: "light" });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  try {
    await page.goto(url);
    await prepare(page);
    const picture = await page.screenshot();
    if (complaints.length > 0) throw new Error(`${url}: ${complaints[0]}`);
    return fewColours(picture);
  } finally {
    await page.close();
  }
}

/** Moves what is found to the top of the screen. */
const toTop = (page: Page, selector: string): Promise<unknown> =>
  page.evaluate(
    `window.scrollTo(0, document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().top + scrollY - 16)`,
  );

/** The report of a loss with mistakes, from its beginning, and its verdicts as a filter leaves them. */
export async function pictureReport(browser: Browser): Promise<{ readonly [name: string]: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), "smoothproof-screenshots-"));
  const file = join(folder, "report.html");
  try {
    const run = ["conformance", "--module", "examples/my-loss.js", "--reporter", `html=${file}`];
    await execa(process.execPath, [join(ROOT, "bin/smoothproof.js"), ...run], { cwd: ROOT, reject: false });
    const url = pathToFileURL(file).href;
    return {
      "report.png": await pictureOf(browser, url, 790, (page) => page.waitForSelector("#items > li")),
      "report-verdicts.png": await pictureOf(browser, url, 830, async (page) => {
        await page.fill("#query", "status:fail tier:core dtype:float32");
        await page.locator("#items summary").first().click();
        await page.locator("#items .body").first().waitFor();
        await page.evaluate("document.activeElement.blur()");
        await toTop(page, "[aria-labelledby=verdicts]");
      }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param site address of the built site */
export async function picturePlayground(browser: Browser, site: string): Promise<Buffer> {
  return pictureOf(browser, `${site}/playground`, 1070, async (page) => {
    await page.waitForSelector(".playground[data-backend=wasm] svg rect");
    await page.addStyleTag({ content: ".VPNav,.VPLocalNav{display:none!important}" });
    await toTop(page, ".playground");
  });
}
