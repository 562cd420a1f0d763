/// <reference lib="dom" />
/** The HTML report in Chromium: every control, the JSON report's numbers, strangers' text, and what is no report. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeBlame, describeLikeness } from "../../src/compare/symptom.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { isWrong } from "../../src/conformance/causes.ts";
import { renderHtml } from "../../src/report/html.ts";
import { type ConformanceReport, renderJson } from "../../src/report/json.ts";
import { smoothproof } from "../cli/run.ts";
import { pageParts } from "../report/page-parts.ts";
import { failure, header, like, said, verdict } from "../report/verdicts.ts";
import { launch, violations, type Watched, watchedPage } from "./open-page.ts";

const folder = mkdtempSync(join(tmpdir(), "smoothproof-report-"));
const own = `file://${folder}`;
const file = (name: string): string => join(folder, name);

let browser: Browser;
let report: ConformanceReport;

beforeAll(async () => {
  browser = await launch();
  await smoothproof([
    "conformance",
    "--module",
    "examples/my-loss.js",
    "--reporter",
    `html=${file("mine.html")}`,
    "--reporter",
    `json=${file("mine.json")}`,
  ]);
  report = JSON.parse(readFileSync(file("mine.json"), "utf8"));
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a report, does something with it, and sees that nothing went wrong. */
async function on(
  name: string,
  what: (watched: Watched) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const watched = await watchedPage(browser, own, options);
  await watched.page.goto(`${own}/${name}`);
  await watched.page.waitForSelector("#items");
  await what(watched);
  expect(watched.trouble).toEqual([]);
  await watched.page.close();
}

const found = ({ page }: Watched): Promise<string> => page.locator("#found").innerText();

async function filter(watched: Watched, query: string): Promise<string> {
  await watched.page.fill("#query", query);
  return found(watched);
}

const counted = (test: (verdict: Verdict) => boolean): string =>
  `${report.verdicts.filter(test).length} of ${report.verdicts.length} verdicts`;

describe("the numbers are those of the JSON report", () => {
  it("in the heading and the tiers", () =>
    on("mine.html", async ({ page }) => {
      const { passed, failed, errored, skipped, tiers } = report.summary;
      expect(await page.locator("h1").innerText()).toBe("✗ FAIL my-loss.js (JavaScript)");
      const line = await page.locator(".counts").innerText();
      expect(line).toContain(
        `${passed} passed, ${failed + errored} failed, ${skipped} skipped; against torch`,
      );
      const rows = await page.locator("[aria-labelledby=tiers] tbody tr").allInnerTexts();
      const cells = rows.map((row) => row.match(/\d+(?=\s|$)/g)?.map(Number));
      expect(cells).toEqual(
        (["core", "edge", "refusal"] as const).map((tier) => {
          const counts = tiers[tier];
          return [counts.passed, counts.failed, counts.errored, counts.skipped];
        }),
      );
    }));

  it("in the causes, whose example is the terminal's", () =>
    on("mine.html", async ({ page }) => {
      const titles = await page.locator(".causes summary").allInnerTexts();
      expect(titles.map((title) => title.split("×")[0])).toEqual(
        report.groups.map(({ count }) => String(count)),
      );
      for (const [i, { cause }] of report.groups.entries()) expect(titles[i]).toContain(cause);
      const { stdout } = await smoothproof(["conformance", "--module", "examples/my-loss.js"]);
      const example = (await page.locator(".causes pre").first().innerText()).trim().split("\n");
      expect(example.length).toBeGreaterThan(4);
      const flat = (text: string): string => text.replaceAll(/[\s\\]+/g, " ");
      for (const line of example) expect(flat(stdout)).toContain(flat(line));
    }));

  it("in the matrix and the accuracy table", () =>
    on("mine.html", async ({ page }) => {
      const row = await page.locator("[aria-labelledby=matrix] tbody tr").innerText();
      for (const dtype of ["float64", "float32"]) {
        const asked = report.verdicts.filter((each) => each.dtype === dtype && each.status !== "skip");
        const passed = asked.filter(({ status }) => status === "pass").length;
        expect(row).toContain(`${passed} of ${asked.length}`);
      }
      const classes = report.verdicts.filter(({ measures }) => measures.loss?.units === "class");
      const worst = await page.locator("[aria-labelledby=accuracy] tbody td.id a").allInnerTexts();
      for (const id of worst) expect(classes.map((each) => each.id)).toContain(id);
    }));

  it("in the plots, of what the filter lets through", () =>
    on("mine.html", async (watched) => {
      await filter(watched, "tier:core");
      const captions = await watched.page.locator("figcaption").allInnerTexts();
      const losses = report.verdicts.filter(
        ({ tier, dtype, measures }) => tier === "core" && dtype === "float32" && measures.loss !== undefined,
      );
      expect(captions.join("\n")).toContain(`float32, loss: ${losses.length} results`);
    }));
});

const likenessOf = ({ looksLike }: Verdict): string =>
  looksLike === undefined ? "" : describeLikeness(looksLike);

describe("the filter", () => {
  const isOf = (text: string) => (each: Verdict) =>
    [each.id, each.message, describeBlame(each), likenessOf(each), each.reference]
      .join("\n")
      .toLowerCase()
      .includes(text);
  const units = ({ measures: { loss } }: Verdict): number =>
    loss === undefined ? Number.NaN : loss.units === "class" ? Number.POSITIVE_INFINITY : loss.units;

  const QUERIES: readonly (readonly [query: string, test: (verdict: Verdict) => boolean])[] = [
    ["status:fail", ({ status }) => status === "fail"],
    ["status:fail,error", ({ status }) => status === "fail" || status === "error"],
    ["-status:skip tier:edge", ({ status, tier }) => status !== "skip" && tier === "edge"],
    ["variant:torch dtype:float32", ({ dtype }) => dtype === "float32"],
    ["flag:ClassWeight", ({ flags }) => flags.includes("ClassWeight")],
    ["id:torch.width.*", ({ id }) => id.startsWith("torch.width.")],
    ["output:error", ({ output }) => output === "error"],
    ["loss>8", (each) => units(each) > 8],
    ["loss<=1", (each) => units(each) <= 1],
    ['cause:"off-target mass a/(K-1)"', (each) => describeBlame(each) === "off-target mass a/(K-1)"],
    ['"another number"', isOf("another number")],
    ["ORDINARY", isOf("ordinary")],
    ["", () => true],
  ];

  it("finds what its terms say", () =>
    on("mine.html", async (watched) => {
      for (const [query, test] of QUERIES) {
        expect(await filter(watched, query), query).toBe(counted(test));
        const rows = await watched.page.locator("#items > li").count();
        expect(rows, query).toBe(Math.min(100, report.verdicts.filter(test).length));
      }
    }));

  it("says what it cannot read, and leaves the list as it is", () =>
    on("mine.html", async (watched) => {
      await filter(watched, "tier:core");
      const rows = await watched.page.locator("#items > li").count();
      expect(await filter(watched, "status:failed")).toBe(
        'status: expected pass, fail, known, skip, error, notJudged, got "failed"',
      );
      expect(await filter(watched, "colour:red")).toMatch(/^colour: expected status, tier, variant/);
      expect(await filter(watched, "loss>much")).toBe('loss: expected a number of units, got "much"');
      expect(await watched.page.locator("#items > li").count()).toBe(rows);
      expect(await watched.page.getAttribute("#query", "aria-invalid")).toBe("true");
    }));

  it("shows more on demand, and bodies when they are opened", () =>
    on("mine.html", async ({ page }) => {
      expect(await page.locator("#items > li").count()).toBe(100);
      await page.click("#more");
      expect(await page.locator("#items > li").count()).toBe(200);
      const first = page.locator("#items > li").first();
      await first.locator("summary").focus();
      await page.keyboard.press("Enter");
      const id = await first.locator(".id").first().innerText();
      const text = await first.locator(".body").innerText();
      const { measures, flags } = report.verdicts.find((each) => each.id === id)!;
      expect(text).toContain(`--only ${id}`);
      expect(text).toContain(measures.loss!.truth);
      for (const flag of flags) expect(text).toContain(flag);
    }));

  it("is set by the links of tiers, causes, matrix and accuracy, and by the address", () =>
    on("mine.html", async (watched) => {
      const { page } = watched;
      const follow = async (selector: string): Promise<string> => {
        await page.locator(selector).first().click();
        await page.waitForFunction((from) => document.querySelector("#found")!.textContent !== from, "");
        return found(watched);
      };
      expect(await follow("[aria-labelledby=tiers] tbody a")).toBe(
        counted(({ tier, status }) => tier === "core" && status === "pass"),
      );
      expect(await follow(".causes a")).toBe(
        counted((each) => isWrong(each) && describeBlame(each) === report.groups[0]!.cause),
      );
      expect(await follow("[aria-labelledby=matrix] tbody a")).toBe(
        counted(({ dtype }) => dtype === "float64"),
      );
      expect(await follow("[aria-labelledby=accuracy] tbody a")).toBe(
        counted(({ id }) => id === idInAddress()),
      );
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("verdicts");
      await page.goto(`${own}/mine.html#q=tier%3Aedge`);
      await page.reload();
      await page.waitForSelector("#items");
      expect(await found(watched)).toBe(counted(({ tier }) => tier === "edge"));
      await page.goto(`${own}/mine.html#q=%E0%A4%A`);
      await page.reload();
      await page.waitForSelector("#items");
      expect(await found(watched)).toBe(counted(() => true));
      function idInAddress(): string {
        return decodeURIComponent(page.url().split("id%3A")[1]!);
      }
    }));
});

describe("reports", () => {
  it("are saved as they were made", () =>
    on("mine.html", async ({ page }) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
      await download.saveAs(file("saved.json"));
      expect(readFileSync(file("saved.json"), "utf8")).toBe(readFileSync(file("mine.json"), "utf8"));
    }));

  it("are read when they are chosen or dropped", () =>
    on("mine.html", async ({ page }) => {
      writeFileSync(file("other.json"), renderJson([verdict(), failure], header));
      await page.setInputFiles("#file", file("other.json"));
      await page.waitForFunction(() => document.querySelector("h1")!.textContent!.includes("my-loss 2.0"));
      expect(await page.locator("#found").innerText()).toBe("2 of 2 verdicts");
      expect(await page.locator("[aria-labelledby=kills]").innerText()).toContain("Not known");
      await drop(page, readFileSync(file("mine.json"), "utf8"), "mine.json");
      await page.waitForFunction(() => document.querySelector("h1")!.textContent!.includes("my-loss.js"));
      expect(await page.locator("#found").innerText()).toBe(counted(() => true));
    }));

  it("are refused in one line where they are none", () =>
    on("mine.html", async ({ page }) => {
      const text = readFileSync(file("mine.json"), "utf8");
      const all = report.verdicts.length;
      const refusals: readonly (readonly [text: string, says: RegExp])[] = [
        [text.slice(0, 1000), /^a\.json: expected JSON: /],
        [
          text.replace("conformance/2", "conformance/9"),
          /^a\.json: .*format: expected smoothproof-conformance\/2, got "smoothproof-conformance\/9"$/,
        ],
        ['{"tests":[]}', /^a\.json: .*format: expected smoothproof-conformance\/2, got none$/],
        ["\u0000\u0001PNG", /^a\.json: expected JSON: /],
        [
          text.replace(/^\{"id":.*\n/m, ""),
          new RegExp(`^a\\.json: expected ${all} verdicts as its footer says, got ${all - 1}$`),
        ],
        ["", /^a\.json: expected JSON: /],
      ];
      for (const [given, says] of refusals) {
        await drop(page, given, "a.json");
        await page.waitForFunction(() => document.querySelector("#problem")!.textContent !== "");
        expect(await page.locator("#problem").innerText()).toMatch(says);
        expect(await page.locator("h1").innerText()).toContain("my-loss.js");
        await page.evaluate(() => {
          document.querySelector("#problem")!.textContent = "";
        });
      }
    }));

  function drop(page: Watched["page"], text: string, name: string): Promise<void> {
    return page.evaluate(
      ([content, called]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content!], called!));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      },
      [text, name],
    );
  }
});

it("strangers' text is text", async () => {
  const evil = `<img src=x onerror="globalThis.hit=1"></script><script>globalThis.hit=1</script>'"&\u202e`;
  const verdicts = [
    verdict({
      ...failure,
      id: evil,
      variant: evil,
      backend: evil,
      message: evil,
      cause: said(evil),
      looksLike: like(evil, evil),
      given: { [evil]: evil },
      flags: [evil],
      reference: evil,
      file: evil,
      options: { [evil]: evil },
    }),
    verdict({ id: `${evil}2`, status: "known", listed: { id: evil, reason: evil } }),
    verdict({
      id: `${evil}3`,
      status: "error",
      message: `exited with status 1; its standard error ends: ${evil}`,
      measures: {},
    }),
    verdict({ id: `${evil}4`, status: "skip", message: evil, measures: {} }),
  ];
  const hostile = {
    ...header,
    implementation: { name: evil, version: evil, language: evil, judgedAs: evil },
    command: evil,
    references: { [evil]: evil },
  };
  writeFileSync(file("evil.html"), renderHtml(verdicts, hostile, pageParts()));
  await on("evil.html", async ({ page }) => {
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    await page.waitForSelector("#items .body");
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(3);
    expect(await page.evaluate("globalThis.hit")).toBeUndefined();
    expect(await page.locator("body").innerText()).toContain("<img src=x onerror=");
    expect((await page.locator("body").innerHTML()).includes("\u202e")).toBe(false);
  });
});

it("says what stands in it where no script runs", async () => {
  await browser.newContext({ javaScriptEnabled: false }).then(async (context) => {
    const page = await context.newPage();
    await page.goto(`${own}/mine.html`);
    const { passed, failed, errored, skipped } = report.summary;
    expect([passed, failed, skipped].every((count) => count > 50)).toBe(true);
    expect(await page.locator("pre").innerText()).toContain(
      `${passed} passed, ${failed + errored} failed, ${skipped} skipped`,
    );
    await context.close();
  });
});

it("opens everything for paper", () =>
  on("mine.html", async ({ page }) => {
    await page.pdf();
    expect(await page.locator("details:not([open])").count()).toBe(0);
  }));

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each([1280, 360])("at %i px everybody can read and reach it", (width) =>
    on(
      "mine.html",
      async (watched) => {
        const { page } = watched;
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        await page.waitForSelector("#items .body");
        await filter(watched, "colour:red");
        expect(await violations(page)).toEqual([]);
      },
      { colorScheme, viewport: { width, height: 800 } },
    ),
  );
});

it("can be used by keyboard alone", () =>
  on("mine.html", async ({ page }) => {
    const reached: string[] = [];
    for (let i = 0; i < 200 && reached.at(-1) !== "query"; i += 1) {
      await page.keyboard.press("Tab");
      reached.push(
        await page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName || ""),
      );
    }
    expect(reached.slice(0, 2)).toEqual(["file", "save"]);
    expect(reached).toContain("SUMMARY");
    expect(reached.at(-1)).toBe("query");
    await page.keyboard.type("tier:edge");
    expect(await page.locator("#found").innerText()).toBe(counted(({ tier }) => tier === "edge"));
  }));

it("runs side by side are a page that everybody can read", async () => {
  const after = report.verdicts.map((each, i) => (i % 7 === 0 ? { ...each, status: "fail" as const } : each));
  writeFileSync(file("after.json"), renderJson(after, header));
  const { stdout } = await smoothproof(
    ["compare", "mine.json", "after.json", "--reporter", "text", "--reporter", "html=compared.html"],
    "",
    folder,
  );
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, trouble } = await watchedPage(browser, own, {
      colorScheme,
      viewport: { width: 360, height: 800 },
    });
    await page.goto(`${own}/compared.html`);
    expect(await page.locator("main").innerText()).toContain(stdout.trimEnd().split("\n").at(-1));
    expect(await violations(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await page.close();
  }
});
