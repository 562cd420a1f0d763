/// <reference lib="dom" />
/** Every page in Chromium: silent, within the screen, and usable by everyone. */
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
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

/**
 * What has to be scrolled sideways though it is no table of numbers: code at any width, all else on a phone. A formula may
 * be wider than a phone.
 */
const SIDEWAYS = `(() => {
  const isPhone = innerWidth < 640;
  const found = [];
  for (const box of document.querySelectorAll("main :is(pre, table, p, div)")) {
    if (box.scrollWidth <= box.clientWidth + 1 || box.clientWidth === 0) continue;
    if (!/auto|scroll/.test(getComputedStyle(box).overflowX)) continue;
    const isNumbers = box.matches("table:not(.cards), .drawn pre, .math, .math *, .scrolls");
    if (isPhone ? !isNumbers : box.matches("pre"))
      found.push(box.tagName.toLowerCase() + " " + box.textContent.trim().slice(0, 50));
  }
  return found.slice(0, 3);
})()`;

async function outside(page: Page, path: string): Promise<string[]> {
  const at = `${path} at ${page.viewportSize()!.width} px`;
  const found = (await page.evaluate(OUTSIDE)) as string[];
  const sideways = (await page.evaluate(SIDEWAYS)) as string[];
  return [
    ...found.map((what) => `${at}: ${what} reaches beyond the screen`),
    ...sideways.map((what) => `${at}: ${what} scrolls sideways`),
  ];
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

/** Bytes, compressed, of the first page's document, scripts and styles. */
const MOST_FIRST = 150_000;

export const PAGES: readonly Check[] = [
  {
    says: `the first view of the site has claim, picture and control, and weighs less than ${MOST_FIRST / 1000} kB`,
    problems: async (site) => {
      const problems: string[] = [];
      for (const path of ["/", "/ko/"])
        for (const width of WIDTHS) {
          const { page, complaints, close } = await watchedPage(site, { width, height: 800 });
          const sizes: Promise<number>[] = [];
          page.on("response", (response) => {
            if (/\.(?:png|svg|woff2)$/.test(response.url())) return;
            sizes.push(response.body().then((body) => gzipSync(body).length));
          });
          await page.goto(`${site.url}${path}`);
          await page.waitForLoadState("networkidle");
          const slider = page.getByRole("slider");
          for (const [what, found] of [
            ["claim", page.locator(".front h1")],
            ["picture", page.locator(".front svg")],
            ["control", slider],
          ] as const) {
            const { y, height } = (await found.boundingBox())!;
            if (y < 0 || y + height > 800) problems.push(`${path} at ${width} px: the ${what} is at ${y}`);
          }
          // a/K is 0.04 and a/(K-1) is 0.05; PyTorch's loss on this row is 1.6244 at 0.1.
          await slider.fill("0.2");
          const text = (await page.locator(".front").textContent())!;
          for (const number of ["0.04", "0.05", "0.84"])
            if (!text.includes(number)) problems.push(`${path}: ${number} is not on it at α = 0.2: ${text}`);
          const weight = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
          site.note(`${path} at ${width} px: ${Math.round(weight / 1000)} kB`);
          if (weight > MOST_FIRST) problems.push(`${path}: ${weight} bytes`);
          problems.push(...complaints.map((each) => `${path}: ${each}`));
          await close();
        }
      return problems;
    },
  },
  {
    says: "every page is silent, asks no other host, stays within a screen of 1280 and of 360 px, and cuts no code",
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
