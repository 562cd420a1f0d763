/// <reference lib="dom" />
/** The playground: every control, numbers equal to the library's, nonsense in the address, size and speed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { execa } from "execa";
import type { Page } from "playwright-core";
import { codeOf, snippetsFor } from "../../../docs/.vitepress/theme/playground/snippets.ts";
import { allLogits, readState, type State } from "../../../docs/.vitepress/theme/playground/state.ts";
import { floorOf } from "../../../src/explain/floor.ts";
import { oneRow, type Row, rowOptions } from "../../../src/explain/one-row.ts";
import { InvalidArgument } from "../../../src/math/errors.ts";
import { VARIANTS, variantById } from "../../../src/variants/index.ts";
import { type Check, type Site, WIDTHS, watchedPage } from "./check.ts";
import { OUTSIDE } from "./pages.ts";

const PROGRAM = fileURLToPath(new URL("../../../bin/smoothproof.js", import.meta.url));

/** The page shows seven digits, of numbers that its kernels have to more than ten. */
const SHOWN = 1.1e-6;
const ROUNDING = 1e-11;

const isShown = (text: string, value: number): boolean =>
  Math.abs(Number(text) - value) <= SHOWN * Math.abs(value) + ROUNDING;

/** Bytes, compressed, of all scripts of the page that are not an index of the search. */
const MOST_SCRIPT = 250_000;

async function opened(
  site: Site,
  address: string,
  run: (page: Page) => Promise<readonly string[]>,
): Promise<string[]> {
  const { page, complaints, close } = await watchedPage(site);
  try {
    await page.goto(`${site.url}/playground${address}`);
    await page.waitForSelector(".playground[data-backend=wasm] svg");
    const problems = await run(page);
    return [...problems, ...complaints].map((problem) => `${address}: ${problem}`);
  } finally {
    await close();
  }
}

/** The state that the address of the page has come to. */
async function stateOf(page: Page): Promise<State> {
  // The address follows the controls after a moment.
  await page.waitForTimeout(300);
  return readState(new URL(page.url()).search).state;
}

function rowOf(state: State): Row {
  const { labelSmoothing, target } = state;
  return { logits: allLogits(state), labelSmoothing, target, excluded: target === 0 ? 1 : 0 };
}

/** What the library gives for a definition, by the names of the table; undefined where it refuses the row. */
function expected(id: string, row: Row): { readonly [name: string]: number } | undefined {
  const record = variantById(id)!;
  try {
    const { target, loss, gradient } = oneRow(record, row);
    const difference = loss - oneRow(variantById("equation1")!, row).loss;
    const off = target.find((_, k) => k !== row.target && k !== row.excluded);
    const numbers = { on: target[row.target]!, loss, difference, gradient: gradient[row.target]! };
    return { ...numbers, ...(off === undefined ? {} : { off }), ...floor(id, row) };
  } catch (error) {
    if (error instanceof InvalidArgument) return undefined;
    throw error;
  }
}

function floor(id: string, row: Row): { readonly floor?: number } {
  const side = { variant: variantById(id)!, options: rowOptions(variantById(id)!, row) };
  const setting = { classes: row.logits.length, labelSmoothing: row.labelSmoothing };
  try {
    return { floor: floorOf(side, setting).floor };
  } catch (error) {
    if (error instanceof InvalidArgument) return {};
    throw error;
  }
}

/** The loss of `simple` less that of `torch` on the row of the test below with K classes. */
function distanceAt(numClasses: number): number {
  const state = { ...readState("?d=torch,simple&a=0.2&k=10&x=0,0,0,0,0").state, numClasses };
  const row = rowOf(state);
  return oneRow(variantById("simple")!, row).loss - oneRow(variantById("torch")!, row).loss;
}

/** Where the page's numbers are not the library's. */
async function wrongNumbers(page: Page): Promise<string[]> {
  const state = await stateOf(page);
  const row = rowOf(state);
  const problems: string[] = [];
  for (const id of state.definitions) {
    const line = page.locator(`tr[data-definition="${id}"]`);
    const own = expected(id, row);
    if (own === undefined) {
      if ((await line.locator(".refused").count()) !== 1) problems.push(`${id}: expected a refusal`);
      continue;
    }
    for (const [name, value] of Object.entries(own)) {
      const text = await line.locator(`[data-number="${name}"]`).textContent();
      if (!isShown(text!, value))
        problems.push(`${id}, ${name}: the library gives ${value}, the page ${text}`);
    }
  }
  return problems;
}

/** One control: what a person does, and what the state is to be afterwards. */
interface Control {
  readonly says: string;
  readonly use: (page: Page) => Promise<unknown>;
  readonly gives: (state: State) => boolean;
  /** Why nothing happened, beside the control. */
  readonly shows?: string;
}

/** Drags the thumb of a slider to a share of its way. */
async function drag(page: Page, label: string, share: number): Promise<void> {
  const slider = page.getByRole("slider", { name: label, exact: true });
  await slider.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await slider.boundingBox())!;
  const middle = y + height / 2;
  const [least, most, value] = await slider.evaluate((input: HTMLInputElement) =>
    [input.min, input.max, input.value].map(Number),
  );
  await page.mouse.move(x + 8 + ((value! - least!) / (most! - least!)) * (width - 16), middle);
  await page.mouse.down();
  await page.mouse.move(x + width * share, middle, { steps: 8 });
  await page.mouse.up();
}

/** Shows a chart by its name. */
const choose = (page: Page, chart: string) =>
  page.getByRole("combobox", { name: "Chart" }).selectOption(chart);

/** The numbers of the chart that is shown, by definition, from its table. */
async function tableOf(page: Page): Promise<{ readonly [id: string]: readonly string[] }> {
  const table = page.locator(".charts details table");
  if (!(await table.isVisible())) await page.getByText("The chart as a table").click();
  const [, ...ids] = await table.locator("thead th").allTextContents();
  const rows = await table.locator("tbody tr").all();
  const cells = await Promise.all(rows.map((row) => row.locator("td").allTextContents()));
  return Object.fromEntries(ids.map((id, i) => [id, cells.map((each) => each[i]!)]));
}

async function type(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByRole("spinbutton", { name: label, exact: true });
  await field.fill(value);
  await field.press("Enter");
}

const CONTROLS: readonly Control[] = [
  {
    says: "α dragged",
    use: (page) => drag(page, "Label smoothing α", 0.5),
    gives: (s) => Math.abs(s.labelSmoothing - 0.5) < 0.03,
  },
  {
    says: "α typed",
    use: (page) => type(page, "Label smoothing α", "0.123"),
    gives: (s) => s.labelSmoothing === 0.123,
  },
  {
    says: "α typed out of range",
    use: (page) => type(page, "Label smoothing α", "7"),
    gives: (s) => s.labelSmoothing === 0.123,
    shows: "Label smoothing α: 7 is not a number from 0 to 1; it stays 0.123.",
  },
  {
    says: "K dragged",
    use: (page) => drag(page, "Classes K", 0.3),
    gives: (s) => s.numClasses > 8 && s.numClasses < 20,
  },
  {
    says: "K typed",
    use: (page) => type(page, "Classes K", "12"),
    gives: (s) => s.numClasses === 12 && s.logits.length === 10,
  },
  {
    says: "K typed with a fraction",
    use: (page) => type(page, "Classes K", "12.5"),
    gives: (s) => s.numClasses === 12,
    shows: "Classes K: 12.5 is no whole number; it stays 12.",
  },
  {
    says: "spread dragged",
    use: (page) => drag(page, "Spread of the other logits", 0.8),
    gives: (s) => s.spread > 3,
  },
  {
    says: "logit dragged",
    use: (page) => drag(page, "Logit of class 0", 0.9),
    gives: (s) => s.logits[0]! > 13,
  },
  {
    says: "logit typed",
    use: (page) => type(page, "Logit of class 3", "-2.75"),
    gives: (s) => s.logits[3] === -2.75,
  },
  {
    says: "true class chosen",
    use: (page) => page.getByRole("radio", { name: "Class 0 is the true one" }).check(),
    gives: (s) => s.target === 0,
  },
  {
    says: "definition removed",
    use: (page) => page.getByRole("button", { name: "Remove opennmt" }).click(),
    gives: (s) => s.definitions.join() === "torch,simple,keras-binary",
  },
  {
    says: "definition added",
    use: (page) => page.getByLabel("Add a definition").selectOption("optax"),
    gives: (s) => s.definitions.at(-1) === "optax",
  },
  {
    says: "ledger from",
    use: (page) => page.getByRole("combobox", { name: "from" }).selectOption("optax"),
    gives: (s) => s.from === "optax",
  },
  {
    says: "ledger to",
    use: (page) => page.getByRole("combobox", { name: "to" }).selectOption("keras-binary"),
    gives: (s) => s.to === "keras-binary",
  },
  {
    says: "K down to 2",
    use: (page) => type(page, "Classes K", "2"),
    gives: (s) => s.numClasses === 2 && s.logits.length === 2,
  },
  {
    says: "back to the start",
    use: (page) => page.getByRole("button", { name: "Back to the start" }).click(),
    gives: (s) => s.numClasses === 5 && s.labelSmoothing === 0.1 && s.definitions.includes("opennmt"),
  },
];

/** Addresses that mean nothing, in part or as a whole. */
const NONSENSE = [
  "?d=nobody",
  "?d=torch,torch",
  `?d=${VARIANTS.map(({ id }) => id).join(",")}`,
  "?a=7",
  "?a=NaN",
  "?a=",
  "?k=1e9",
  "?k=2.5",
  "?k=-3",
  "?t=99",
  "?x=1,2,<script>alert(1)</script>",
  `?x=${"1,".repeat(500)}1`,
  "?x=1e308",
  "?s=Infinity",
  "?from=nobody&to=%00",
  "?a=%E0%A4%A",
  "?d=%F0%9F%92%A9&k=0&a=-1",
];

/** How many lines the chart of the targets has, and how many powers of ten its first line spans: a function of the page. */
const LINES = `(() => {
  const chart = document.querySelector("figure svg");
  const paths = [...chart.querySelectorAll("path[stroke^='var(']")];
  const heights = [...paths[0].getAttribute("d").matchAll(/,([\\d.]+)/g)].map(([, y]) => Number(y));
  const tick = (label) => {
    const text = [...chart.querySelectorAll("g[aria-label='y-axis tick label'] text")].find((each) => each.textContent === label);
    return text.getBoundingClientRect().top;
  };
  return { count: paths.length, apart: (Math.max(...heights) - Math.min(...heights)) / (tick("0.001") - tick("0.01")) };
})()`;

export const PLAYGROUND: readonly Check[] = [
  {
    says: "playground: every control does what it says, and the numbers stay the library's",
    problems: (site) =>
      opened(site, "", async (page) => {
        const problems = await wrongNumbers(page);
        for (const { says, use, gives, shows } of CONTROLS) {
          await use(page);
          const state = await stateOf(page);
          if (!gives(state)) problems.push(`${says}: the state is ${JSON.stringify(state)}`);
          const refusals = await page.locator(".settings .refused").allTextContents();
          if (shows !== undefined && !refusals.includes(shows))
            problems.push(`${says}: the page says "${refusals.join()}"`);
          problems.push(...(await wrongNumbers(page)).map((problem) => `${says}: ${problem}`));
        }
        return problems;
      }),
  },
  {
    says: "playground: every definition has the library's numbers, for 5 and for 1000 classes",
    problems: async (site) => {
      const problems: string[] = [];
      for (let at = 0; at < VARIANTS.length; at += 6) {
        const ids = VARIANTS.slice(at, at + 6).map(({ id }) => id);
        for (const k of [5, 1000])
          problems.push(...(await opened(site, `?d=${ids.join(",")}&k=${k}&a=0.2&t=2`, wrongNumbers)));
      }
      return problems;
    },
  },
  {
    says: "playground: the ledger is what the command explain prints",
    problems: (site) =>
      opened(site, "?from=simple&to=opennmt&a=0.25&x=0.5,3,1,-1,0", async (page) => {
        const folder = mkdtempSync(join(tmpdir(), "smoothproof-site-"));
        const input = join(folder, "row.json");
        writeFileSync(input, JSON.stringify({ logits: [[0.5, 3, 1, -1, 0]], target: [1] }));
        const sides = [
          "--from",
          "simple:labelSmoothing=0.25",
          "--to",
          "opennmt:labelSmoothing=0.25,ignoreIndex=0",
        ];
        const { stdout } = await execa(process.execPath, [PROGRAM, "explain", ...sides, "--input", input]);
        rmSync(folder, { recursive: true });
        const printed = stdout.split("\n").filter((line) => line.startsWith("|") && !line.startsWith("| :"));
        const lines = printed.slice(1).map((line) =>
          line
            .split("|")
            .map((cell) => cell.trim())
            .filter((cell) => cell !== ""),
        );
        const rows = await page.locator(".ledger tbody tr").all();
        const shown = await Promise.all(rows.map((row) => row.locator("td").allTextContents()));
        const told = shown.map((cells) => cells.filter((cell) => cell !== ""));
        return lines.length > 1 && JSON.stringify(told) === JSON.stringify(lines)
          ? []
          : [`the command prints ${JSON.stringify(lines)}, the page ${JSON.stringify(told)}`];
      }),
  },
  {
    says: "playground: bars are as high as their masses, and many classes are lines",
    problems: async (site) => {
      const bars = await opened(site, "?d=torch,simple&k=4&a=0.4&x=0,0,0,0", async (page) => {
        await choose(page, "target");
        const heights = await page
          .locator("figure")
          .first()
          .locator("svg rect")
          .evaluateAll((rects) => rects.map((rect) => Number(rect.getAttribute("height"))));
        const [high, low] = [Math.max(...heights), Math.min(...heights)];
        // torch has 0.7 and 0.1, simple 0.6 and 0.4 / 3.
        const isRight = heights.length === 8 && Math.abs(high / low - 7) < 0.01;
        return isRight ? [] : [`heights of the bars: ${heights.join(" ")}`];
      });
      const lines = await opened(site, "?d=torch,simple&k=1000", async (page) => {
        const problems: string[] = [];
        await choose(page, "target");
        // torch has a/K on every class, and 1 - a more on the true one: once as drawn, once as redrawn.
        for (const [smoothing, decades] of [
          ["0.1", Math.log10(0.9001 / 0.0001)],
          ["0.2", Math.log10(0.8002 / 0.0002)],
        ] as const) {
          await type(page, "Label smoothing α", smoothing);
          await page.waitForTimeout(100);
          const { count, apart } = (await page.evaluate(LINES)) as { count: number; apart: number };
          if (count !== 2) problems.push(`${count} lines for two definitions`);
          if (!(Math.abs(apart - decades) < 0.05))
            problems.push(`α ${smoothing}: masses ${apart} decades apart, expected ${decades}`);
        }
        return problems;
      });
      return [...bars, ...lines];
    },
  },
  {
    says: "playground: each chart's table has its numbers, off the true class, less the first, over K and α",
    problems: (site) =>
      opened(site, "?d=torch,simple&a=0.2&k=5&x=0,0,0,0,0", async (page) => {
        const problems: string[] = [];
        const expected = {
          // a/K and a/(K-1), and nothing told of the true class
          off: ["0.04", "", "0.04", "0.04", "0.04", "0.05", "", "0.05", "0.05", "0.05"],
          targetDifference: ["0", "0", "0", "0", "0", "0.01", "-0.04", "0.01", "0.01", "0.01"],
          gradientDifference: ["0", "0", "0", "0", "0", "-0.01", "0.04", "-0.01", "-0.01", "-0.01"],
          // Equal logits cost ln K whatever the target is, up to K = 5; the drawn logits after them do not.
          overSmoothing: [...Array(12).fill("0"), ...Array(12).fill("0")],
        };
        for (const [chart, numbers] of Object.entries(expected)) {
          await choose(page, chart);
          const { torch, simple } = await tableOf(page);
          if ([...torch!, ...simple!].join() !== numbers.join())
            problems.push(`${chart}: ${[...torch!, ...simple!].join()}`);
        }
        await choose(page, "overClasses");
        const { simple } = await tableOf(page);
        const last = distanceAt(1000);
        if (simple!.length !== 10 || !isShown(simple!.at(-1)!, last))
          problems.push(`over K: expected ${last} at 1000, got ${simple!.join()}`);
        return problems;
      }),
  },
  {
    says: "playground: the chart stays in sight while a control moves, at 1280 and at 360 px",
    problems: async (site) => {
      const problems: string[] = [];
      for (const width of WIDTHS) {
        const { page, close } = await watchedPage(site, { width, height: 800 });
        await page.goto(`${site.url}/playground`);
        await page.waitForSelector(".playground[data-backend=wasm] svg");
        const slider = page.getByRole("slider", { name: "Logit of class 4", exact: true });
        await slider.scrollIntoViewIfNeeded();
        for (const [what, found] of [
          ["the chart", page.locator(".charts svg").first()],
          ["the slider", slider],
        ] as const) {
          const { y, height } = (await found.boundingBox())!;
          if (y < 0 || y + height > 800) problems.push(`at ${width} px ${what} is at ${y} of 800`);
        }
        await close();
      }
      return problems;
    },
  },
  {
    says: "playground: an address that means nothing gives one line and the usual values",
    problems: async (site) => {
      const problems: string[] = [];
      for (const address of NONSENSE)
        problems.push(
          ...(await opened(site, address, async (page) => {
            const lines = await page.locator(".problem").allTextContents();
            const wrong =
              lines.length === 1 && !lines[0]!.trim().includes("\n") ? [] : [`said: ${lines.join("; ")}`];
            return [...wrong, ...(await wrongNumbers(page))];
          })),
        );
      return problems;
    },
  },
  {
    says: "playground: a number is identified as the command does, from the row and from .npy files; bad files are a line",
    problems: (site) => opened(site, "?from=simple&to=torch", identifies),
  },
  {
    says: "playground: a guess comes before the answer",
    problems: (site) =>
      opened(site, "?d=torch,simple,keras-categorical", async (page) => {
        const problems: string[] = [];
        for (const [guess, begins] of [
          ["simple", "Right: simple with 0.5386656"],
          ["torch", "Not so: simple with 0.5386656"],
        ] as const) {
          await page.getByRole("button", { name: "Let me guess first" }).click();
          if ((await page.locator(".playground table, .playground svg").count()) > 0)
            problems.push("the answer is shown beside the question");
          await page.getByRole("radio", { name: guess, exact: true }).check();
          await page.getByRole("button", { name: "Show the answer" }).click();
          const verdict = await page.locator(".predict [role=status]").textContent();
          if (!verdict!.startsWith(begins)) problems.push(`${guess}: ${verdict}`);
          await page.waitForSelector(".playground .numbers");
        }
        return problems;
      }),
  },
  {
    says: "playground: the code that is offered is what was run, and is copied",
    problems: (site) =>
      opened(site, "?d=torch,opennmt,keras-categorical,joeynmt&a=0.25", async (page) => {
        await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
        const row = rowOf(await stateOf(page));
        const problems: string[] = [];
        for (const id of ["torch", "opennmt", "keras-categorical"]) {
          await page.locator(".copy-as select").first().selectOption(id);
          const frameworks = page.getByRole("combobox", { name: "framework" });
          const own = snippetsFor(id).map(({ framework }) => framework);
          const offered = (await frameworks.locator("option").allTextContents()).map((each) => each.trim());
          if (own.length === 0 || offered.join() !== own.join())
            problems.push(`${id}: offers ${offered.join()}`);
          for (const { framework, template } of snippetsFor(id)) {
            await frameworks.selectOption(framework);
            await page.getByRole("button", { name: "Copy" }).click();
            await page.waitForFunction(
              "document.querySelector('.copy-as [role=status]').textContent === 'Copied.'",
            );
            const copied = await page.evaluate("navigator.clipboard.readText()");
            const shown = await page.locator(".copy-as pre").textContent();
            const code = codeOf(template, row);
            if (copied !== code || shown !== code) problems.push(`${id}, ${framework}: ${copied}`);
          }
        }
        await page.locator(".copy-as select").first().selectOption("joeynmt");
        if ((await page.locator(".copy-as pre").count()) > 0)
          problems.push("joeynmt: has code that nobody ran");
        return problems;
      }),
  },
  {
    says: "playground: nothing reaches beyond a screen of 360 px, whatever is shown",
    problems: async (site) => {
      const problems: string[] = [];
      for (const path of [
        "/playground?k=1000",
        "/playground?k=2",
        "/ko/playground?d=annotated-transformer,mmpretrain-multi-label,keras-categorical-focal",
      ]) {
        const { page, close } = await watchedPage(site, { width: 360, height: 800 });
        await page.goto(`${site.url}${path}`);
        await page.waitForSelector(".playground svg");
        const found = (await page.evaluate(OUTSIDE)) as string[];
        problems.push(...found.map((what) => `${path}: ${what}`));
        await close();
      }
      return problems;
    },
  },
  {
    says: "playground: what is dragged is shown in the next frame, with two definitions and a thousand classes",
    problems: (site) =>
      opened(site, "?d=simple,torch&k=1000", async (page) => {
        const shown = (await page.evaluate(SHOWN_AT_ONCE)) as number;
        return shown === 30 ? [] : [`${shown} of 30 changes`];
      }),
  },
  {
    says: `playground: less than ${MOST_SCRIPT / 1000} kB of scripts, compressed`,
    problems: async (site) => {
      const { page, close } = await watchedPage(site);
      const sizes = new Map<string, number>();
      page.on("response", async (response) => {
        if (!response.url().endsWith(".js")) return;
        sizes.set(response.url(), gzipSync(await response.body().catch(() => Buffer.alloc(0))).length);
      });
      const started = performance.now();
      const loading = await processorTime(page);
      await page.goto(`${site.url}/playground?k=1000`);
      await page.waitForSelector(".playground svg");
      const interactive = performance.now() - started;
      const busy = 1000 * (await loading());
      await page.waitForLoadState("networkidle");
      const { frames, redraws, each } = await dragged(page);
      await close();
      const total = [...sizes].reduce((sum, [, size]) => sum + size, 0);
      site.note(
        `${Math.round(total / 1000)} kB of scripts; first drawn after ${Math.round(interactive)} ms, of which its thread ran ${Math.round(busy)}`,
      );
      site.note(
        `while dragging at K = 1000, ${frames} frames and ${redraws} redraws a second, ${each} ms of its thread for each`,
      );
      return total < MOST_SCRIPT && total > 0 ? [] : [`${total} bytes of scripts`];
    },
  },
];

/** A version 1 .npy file of float64 or int64 values. */
function npy(kind: "f8" | "i8", shape: string, values: readonly number[]): Buffer {
  const description = `{'descr': '<${kind}', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = `${description.padEnd(117)}\n`;
  const data = kind === "f8" ? Float64Array.from(values) : BigInt64Array.from(values, BigInt);
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header), Buffer.from(data.buffer)]);
}

const npyFile = (name: string, buffer: Buffer) => ({ name, mimeType: "application/octet-stream", buffer });

/** The batch of examples/batch.json as files: the command names its loss `simple`. */
const LOGITS = npyFile("logits.npy", npy("f8", "3, 5", [2, 1, 0, -1, 0.5, 1, 0, 3, 2, -1, 0, 0, 0, 0, 1]));
const TARGET = npyFile("target.npy", npy("i8", "3,", [0, 1, 4]));
const LOSS = npyFile("loss.npy", npy("f8", "", [1.6978949257]));

async function identifies(page: Page): Promise<string[]> {
  const problems: string[] = [];
  const identify = async (loss: string): Promise<string> => {
    await page.getByLabel("Loss", { exact: true }).fill(loss);
    await page.getByRole("button", { name: "Identify" }).click();
    await page.waitForFunction("!document.querySelector('.identify button').disabled");
    return (await page.locator(".identify [role=status]").textContent())!;
  };
  const files = page.locator("input[type=file]");
  const row = await identify("0.53866557");
  if (!/^\s*the tutorials' LabelSmoothingLoss\(smoothing=0.1/.test(row)) problems.push(`0.53866557: ${row}`);
  for (const printed of ["tensor(0.53866557, grad_fn=<NllLossBackward0>)", "loss: 0.53866557"]) {
    const own = await identify(printed);
    if (own !== row) problems.push(`${printed}: ${own}`);
  }
  const comma = await identify("0,53866557");
  if (!comma.includes("loss: expected")) problems.push(`0,53866557: ${comma}`);
  const nonsense = await identify("<b>x</b>");
  if (!nonsense.includes("loss: expected")) problems.push(`<b>x</b>: ${nonsense}`);
  await files.setInputFiles([LOGITS, TARGET, LOSS]);
  await page.getByText("Next: press Identify.").waitFor();
  const input = fileURLToPath(new URL("../../../examples/batch.json", import.meta.url));
  const { stdout } = await execa(process.execPath, [PROGRAM, "identify", "--input", input]);
  const batch = await identify("");
  const next = await page.locator(".identify .next").count();
  if (next > 0) problems.push("files: what is next is still said beside the answer");
  if (!batch.includes(stdout.split("\n")[0]!))
    problems.push(`files: the command says ${stdout}, the page ${batch}`);
  for (const [bad, says] of [
    [[npyFile("logits.npy", LOGITS.buffer.subarray(0, 200)), TARGET], "logits.npy: expected 120 bytes"],
    [[npyFile("logits.npy", Buffer.from("<html>")), TARGET], "logits.npy: expected a .npy file"],
    [[LOGITS], "expected the logits and the target"],
    [[LOGITS, npyFile("more-logits.npy", LOGITS.buffer)], "more-logits.npy: expected one file of logits"],
  ] as const) {
    await files.setInputFiles([...bad]);
    const line = page.locator(".identify .refused");
    await line.waitFor();
    const text = await line.textContent();
    if (!text!.startsWith(says)) problems.push(`expected "${says}", got "${text}"`);
  }
  return problems;
}

/** Time that the page's own thread has run from now on, in seconds, whatever else the machine does. */
async function processorTime(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const total = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const before = await total();
  return async () => (await total()) - before;
}

const SECONDS = 2;

const FRAMES = `(() => {
  globalThis.frames = 0;
  performance.clearMeasures();
  const count = () => requestAnimationFrame(() => { globalThis.frames += 1; count(); });
  count();
})()`;

/**
 * Frames and redraws a second while a mouse drags α, and the milliseconds that the page's thread runs for a redraw. The
 * browser takes a move of the mouse at the beginning of a frame, so the next move waits for the next frame.
 */
async function dragged(
  page: Page,
): Promise<{ readonly frames: number; readonly redraws: number; readonly each: string }> {
  const slider = page.getByRole("slider", { name: "Label smoothing α", exact: true });
  const { x, y, width, height } = (await slider.boundingBox())!;
  const [least, most] = [x + 20, x + width - 20];
  // Playwright's own mouse waits longer than for the frame.
  const session = await page.context().newCDPSession(page);
  const mouse = (type: "mousePressed" | "mouseMoved" | "mouseReleased", at: number) =>
    session.send("Input.dispatchMouseEvent", {
      type,
      x: at,
      y: y + height / 2,
      button: "left",
      buttons: type === "mouseReleased" ? 0 : 1,
      clickCount: 1,
    });
  await page.mouse.move(least, y + height / 2);
  await mouse("mousePressed", least);
  await page.evaluate(FRAMES);
  const processor = await processorTime(page);
  const started = performance.now();
  // Nine pixels are more than one step of α.
  for (let way = 0; performance.now() - started < SECONDS * 1000; way = (way + 9) % (2 * (most - least)))
    await mouse("mouseMoved", most - Math.abs(way - (most - least)));
  const seconds = (performance.now() - started) / 1000;
  const busy = await processor();
  const [frames, redraws] = (await page.evaluate(
    "[globalThis.frames, performance.getEntriesByName('redraw', 'measure').length]",
  )) as [number, number];
  await mouse("mouseReleased", least);
  return {
    frames: Math.round(frames / seconds),
    redraws: Math.round(redraws / seconds),
    each: ((1000 * busy) / redraws).toFixed(1),
  };
}

/**
 * Changes α before each of thirty frames, as a mouse does, and sees in that frame what the table has: a function of the
 * page that returns how many of the changes are shown by then.
 */
const SHOWN_AT_ONCE = `new Promise((done) => {
  const slider = document.querySelector(".settings input[type=range]");
  const mass = () => Number(document.querySelector("tr[data-definition=simple] [data-number=on]").textContent);
  let tried = 0;
  let shown = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const smoothing = (tried += 1) / 100;
    slider.value = String(smoothing);
    slider.dispatchEvent(new Event("input"));
    queueMicrotask(() => queueMicrotask(() => requestAnimationFrame(() => {
      if (Math.abs(mass() - (1 - smoothing)) < 1e-6) shown += 1;
      if (tried === 30) done(shown);
      else port2.postMessage("");
    })));
  };
  port2.postMessage("");
})`;
