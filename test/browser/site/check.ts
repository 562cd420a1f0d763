/** What a check of the site is given, and how checks report. */
import type { Browser, Page } from "playwright-core";

export const WIDTHS = [1280, 360] as const;
export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface Site {
  readonly browser: Browser;
  /** Without a slash at the end. */
  readonly url: string;
  /** Prints something that was measured and is no statement. */
  readonly note: (line: string) => void;
}

/** One statement about the site. It returns what is wrong, one line each. */
export interface Check {
  readonly says: string;
  readonly problems: (site: Site) => Promise<readonly string[]> | readonly string[];
}

/** A page with all that it complained of and every request that left this machine's server. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

export async function watchedPage(
  { browser, url }: Site,
  { width = 1280, height = 900, theme = "light" as Theme } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const to = request.url();
    if (!to.startsWith(`${url}/`) && !/^(?:data|blob):/.test(to)) complaints.push(`request to ${to}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return { page, complaints, close: () => context.close() };
}
