/// <reference lib="dom" />
/** ONNX graphs dropped on the playground: what the command says of them, and one line for whatever is no graph. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { Page } from "playwright-core";
import { buildModel, CROSS_ENTROPY, endless, FLOAT } from "../../onnx/build-model.ts";
import { type Check, type Site, watchedPage } from "./check.ts";

const PROGRAM = fileURLToPath(new URL("../../../bin/smoothproof.js", import.meta.url));

const pathOf = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/onnx/${name}.onnx`, import.meta.url));

/** With smoothing, with one that its export lost, without a log-softmax, and with a gradient and inputs of every kind. */
const GRAPHS = [
  "exported/decomposed",
  "exported/cross-entropy",
  "exported/opennmt",
  "keras-binary.mean_with_sample_weight.logits.f32",
];

interface Dropped {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const EXTERNAL = buildModel({
  ...CROSS_ENTROPY,
  nodes: [{ op: "SoftmaxCrossEntropyLoss", inputs: ["logits", "target", "weight"], outputs: ["loss"] }],
  initializers: [{ name: "weight", type: FLOAT, dims: [8], location: "weights.bin" }],
});

/** Files that cannot be identified, and how the one line begins. */
const BAD: readonly (readonly [files: readonly Dropped[], says: string])[] = [
  [[{ name: "page.onnx", bytes: Buffer.from("<html><b>x</b>") }], "page.onnx: expected an ONNX model"],
  [[{ name: "none.onnx", bytes: new Uint8Array() }], "none.onnx: expected an ONNX model, got an empty file"],
  [
    [{ name: "half.onnx", bytes: buildModel(CROSS_ENTROPY).subarray(0, 60) }],
    "half.onnx: expected an ONNX model",
  ],
  [[{ name: "apart.onnx", bytes: EXTERNAL }], "apart.onnx: expected a model that holds its tensors"],
  [
    [
      {
        name: "odd.onnx",
        bytes: buildModel({ ...CROSS_ENTROPY, nodes: [{ op: "<i>No</i>", inputs: [], outputs: ["loss"] }] }),
      },
    ],
    "odd.onnx: ONNX Runtime refuses it",
  ],
  [
    ["a.onnx", "b.onnx"].map((name) => ({ name, bytes: buildModel(CROSS_ENTROPY) })),
    "a.onnx: expected one graph and no other file",
  ],
  [[{ name: "notes.txt", bytes: Buffer.from("x") }], "notes.txt: expected a .npy or .onnx file"],
];

/** Drops files, as a person does from a folder; a page that does not take them would be left for them. */
async function drop(page: Page, files: readonly Dropped[], on = "form.identify"): Promise<void> {
  const contents = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") }));
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, base64 } of given) {
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    }
    return data;
  }, contents);
  const isTaken = await page
    .locator(on)
    .first()
    .evaluate(
      (element, dataTransfer) =>
        !element.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true })),
      transfer,
    );
  if (!isTaken) throw new Error("the browser would open the file in place of the page");
}

const SETTLED = `(() => {
  const said = document.querySelector(".identify [role=status]");
  return !document.querySelector(".identify button").disabled && said.textContent.trim() !== "";
})()`;

async function said(page: Page): Promise<string> {
  await page.waitForFunction(SETTLED, undefined, { timeout: 120_000 });
  return (await page.locator(".identify [role=status]").innerText()).trim();
}

async function onPlayground(
  site: Site,
  run: (page: Page) => Promise<string[]>,
  hasClock = false,
): Promise<string[]> {
  const { page, complaints, close } = await watchedPage(site);
  try {
    if (hasClock) await page.clock.install();
    await page.goto(`${site.url}/playground`);
    await page.waitForSelector(".identify");
    return [...(await run(page)), ...complaints];
  } finally {
    await close();
  }
}

/** What the program says of a graph: without the path in front, and without the rounding errors, which differ by runtime. */
async function byProgram(name: string): Promise<string[]> {
  const { stdout } = await execa(process.execPath, [PROGRAM, "identify", "--onnx", pathOf(name)], {
    reject: false,
  });
  return plain(stdout.slice(stdout.indexOf(": ") + 2));
}

const plain = (text: string): string[] =>
  text
    .replaceAll(/; at most [\d.e+-]+ units off/g, "")
    .replaceAll(/^(?:note: | {2}also )/gm, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

export const GRAPHS_DROPPED: readonly Check[] = [
  {
    says: "playground: an ONNX graph that is dropped is identified as the command does it, and its operators are named",
    problems: (site) =>
      onPlayground(site, async (page) => {
        const problems: string[] = [];
        for (const name of GRAPHS) {
          const on = name === GRAPHS[0] ? "h1" : undefined;
          await drop(
            page,
            [{ name: `${name.replace(/.*\//, "")}.onnx`, bytes: readFileSync(pathOf(name)) }],
            on,
          );
          const [own, facts] = [plain(await said(page)), await page.locator(".identify .facts").innerText()];
          const program = await byProgram(name);
          if (JSON.stringify(own) !== JSON.stringify(program))
            problems.push(`${name}: the command says ${program.join(" | ")}, the page ${own.join(" | ")}`);
          const operator = name === "exported/cross-entropy" ? "SoftmaxCrossEntropyLoss" : "Mul";
          if (!facts.includes(operator)) problems.push(`${name}: ${facts}`);
        }
        return problems;
      }),
  },
  {
    says: "playground: a file that is no graph, or none that can be run here, is one line",
    problems: (site) =>
      onPlayground(site, async (page) => {
        const problems: string[] = [];
        for (const [files, says] of BAD) {
          await drop(page, files);
          const text = await said(page);
          if (!text.startsWith(says) || text.includes("\n"))
            problems.push(`expected "${says}", got "${text}"`);
        }
        return problems;
      }),
  },
  {
    says: "playground: a graph that never ends is given up, and the page goes on",
    problems: (site) =>
      onPlayground(
        site,
        async (page) => {
          await drop(page, [{ name: "endless.onnx", bytes: endless() }]);
          await page.waitForSelector(".identify .facts");
          await page.clock.fastForward(61_000);
          const given = await said(page);
          await page.getByLabel("Loss", { exact: true }).fill("0.53866557");
          await page.getByRole("button", { name: "Identify" }).click();
          const after = await said(page);
          return [
            ...(given.includes("endless.onnx: no answer after 60 seconds") ? [] : [given]),
            ...(after.includes("id simple, labelSmoothing 0.1") ? [] : [after]),
          ];
        },
        true,
      ),
  },
];
