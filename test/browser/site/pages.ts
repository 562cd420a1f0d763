/// <reference lib="dom" />
/** Every page in Chromium: silent, within the screen, and usable by everyone. */
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { pagesOfSite } from "./built.ts";
import { type Check, type Site, THEMES, type Theme, WIDTHS, watchedPage } from "./check.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** One page of each kind: what axe finds on one, it finds on its siblings. */
const KINDS = [
  "/index.html",
  "/playground.html",
  "/ko/playground.html?k=1000",
  "/ko/index.html",
  "/ko/judging.html",
  "/scoreboard.html",
  "/cli.html",
  "/divergence.html",
  "/variants/torch.html",
  "/ko/variants/keras-binary.html",
  "/findings/nd4j-incoming-gradient.html",
  "/ko/findings/speechbrain-reductions.html",
  "/ko/scoreboard.html",
  "/performance.html",
];

/** What reaches beyond the screen and is in no box that scrolls: a function of the page, run there. */
export const OUTSIDE = `(() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => {
    for (let box = element.parentElement; box !== null; box = box.parentElement) {
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX)) return true;
    }
    return false;
  };
  const wide = document.documentElement.scrollWidth > width ? ["the page itself"] : [];
  for (const element of document.querySelectorAll("main *")) {
    const { right, width: own } = element.getBoundingClientRect();
    if (own > 0 && right > width + 1 && getComputedStyle(element).position !== "fixed" && !scrolls(element))
      wide.push(element.tagName.toLowerCase() + " " + element.textContent.trim().slice(0, 40));
  }
  return wide.slice(0, 3);
})()`;

/** The brightness, of 255, of a picture near its corner: a function of the page. */
const CORNER = async (png: string): Promise<number> => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = new OffscreenCanvas(picture.width, picture.height).getContext("2d")!;
  context.drawImage(picture, 0, 0);
  return context.getImageData(4, 4, 1, 1).data[0]!;
};

async function outside(page: Page, path: string): Promise<string[]> {
  const found = (await page.evaluate(OUTSIDE)) as string[];
  return found.map(
    (what) => `${path} at ${page.viewportSize()!.width} px: ${what} reaches beyond the screen`,
  );
}

/** What axe-core finds wrong with a page as it stands. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  const found = (await page.evaluate("axe.run().then(({ violations }) => violations)")) as readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
  return found.map(({ id, nodes }) => `axe ${id}: ${nodes.length}, first ${nodes[0]!.html.slice(0, 160)}`);
}

async function axeProblems(site: Site, path: string, width: number, theme: Theme): Promise<string[]> {
  const { page, close } = await watchedPage(site, { width, theme });
  try {
    await page.goto(`${site.url}${path}`);
    if (path.includes("playground")) await page.waitForSelector(".playground[data-backend=wasm] svg");
    return (await violations(page)).map((each) => `${path} at ${width} px, ${theme}: ${each}`);
  } finally {
    await close();
  }
}

export const PAGES: readonly Check[] = [
  {
    says: "every page is silent, asks no other host and stays within a screen of 1280 and of 360 px",
    problems: async (site) => {
      const { page, complaints, close } = await watchedPage(site);
      const problems: string[] = [];
      for (const path of pagesOfSite()) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(`${site.url}${path}`);
        problems.push(...(await outside(page, path)));
        await page.setViewportSize({ width: 360, height: 800 });
        problems.push(
          ...(await outside(page, path)),
          ...complaints.splice(0).map((each) => `${path}: ${each}`),
        );
      }
      await close();
      return problems;
    },
  },
  {
    says: "axe-core finds nothing on a page of each kind, in both themes, at 1280 and 360 px",
    problems: async (site) => {
      const problems: string[] = [];
      for (const path of KINDS)
        for (const width of WIDTHS)
          for (const theme of THEMES) problems.push(...(await axeProblems(site, path, width, theme)));
      return problems;
    },
  },
  {
    says: "the search finds a page in each language and opens it",
    problems: async (site) => {
      const problems: string[] = [];
      for (const [path, word, found] of [
        ["/", "expected failures", /judging|cli/],
        ["/ko/", "기울기", /\/ko\//],
      ] as const) {
        const { page, complaints, close } = await watchedPage(site);
        await page.goto(`${site.url}${path}`);
        await page.click("button.DocSearch-Button");
        await page.fill("#localsearch-input", word);
        await page.waitForSelector(".results a.result");
        await page.keyboard.press("Enter");
        await page.waitForURL(found);
        problems.push(...complaints.map((each) => `${word}: ${each}`));
        await close();
      }
      return problems;
    },
  },
  {
    says: "the menu of languages leads to the same page, or to the first page where there is no such page",
    problems: async (site) => {
      const problems: string[] = [];
      for (const [from, to] of [
        ["/variants/torch.html", "/ko/variants/torch.html"],
        ["/ko/identify.html", "/identify.html"],
        ["/ko/", "/"],
        ["/findings/nd4j-incoming-gradient.html", "/ko/findings/nd4j-incoming-gradient.html"],
        ["/design.html", "/ko/"],
      ] as const) {
        const { page, close } = await watchedPage(site);
        await page.goto(`${site.url}${from}`);
        const found = await page.locator(".VPNavBarTranslations a").first().getAttribute("href");
        if (found !== to) problems.push(`${from}: expected ${to}, got ${found}`);
        await close();
      }
      return problems;
    },
  },
  {
    says: "charts have the theme of the page, whatever the theme of the system",
    problems: async (site) => {
      const problems: string[] = [];
      for (const theme of THEMES) {
        for (const path of ["/training.html", "/variants/torch.html"]) {
          const { page, close } = await watchedPage(site, { theme: theme === "dark" ? "light" : "dark" });
          await page.addInitScript(`localStorage.setItem("vitepress-theme-appearance", "${theme}")`);
          await page.goto(`${site.url}${path}`);
          const chart = await page.locator("main img").first().screenshot();
          const brightness = (await page.evaluate(CORNER, chart.toString("base64"))) as number;
          if (theme === "dark" ? brightness > 60 : brightness < 200)
            problems.push(`${path}: a chart in the ${theme} theme has a ground of brightness ${brightness}`);
          await close();
        }
      }
      return problems;
    },
  },
];
