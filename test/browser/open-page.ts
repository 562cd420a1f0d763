/** Pages in Chromium that may say nothing to the console and ask nobody for anything. */
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
}

export interface Watched {
  readonly page: Page;
  /** What went wrong so far: lines of the console, errors, requests that leave the page. */
  readonly trouble: readonly string[];
}

/** @param own what the addresses begin with that the page may ask for */
export async function watchedPage(
  browser: Browser,
  own: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const page = await browser.newPage(options);
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(own) && !request.url().startsWith("blob:"))
      trouble.push(`request: ${request.url()}`);
  });
  return { page, trouble };
}

/** What axe finds, a line for each rule that is broken, with the first place. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: { id: string; nodes: { html: string; failureSummary: string }[] }[] = await page.evaluate(
    "axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`);
}
