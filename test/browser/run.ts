/**
 * `npm run test:browser`: the golden vectors in Debian's Chromium, with the core library as ES modules, with each build
 * of its WebAssembly kernels, and on four backends of TensorFlow.js, judged by the same table as everywhere. One line
 * per backend.
 *
 *     npm run test:browser -- [--backend NAME]… [--only TEXT] [--screenshot FILE]
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { judge } from "../../src/compare/judge.ts";
import type { ToleranceProfile } from "../../src/compare/tolerances.ts";
import type { Answer, Verdict } from "../../src/compare/verdict.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import type { Vector } from "../../src/fixtures/vector.ts";
import type { ErrorCode, Phase } from "../../src/math/errors.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { decodeTensor, encodeTensor } from "../../src/protocol/wire-tensor.ts";
import { BUILDS } from "../../src/wasm/module.ts";
import type { PageAnswer, PageCall } from "./page.ts";
import { servePage } from "./server.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** WebGPU and WebGL in software, so that no graphics card is needed. */
const FLAGS = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--use-angle=swiftshader",
  "--ignore-gpu-blocklist",
];

const JUDGED: { readonly [backend: string]: ToleranceProfile } = {
  library: "js",
  ...Object.fromEntries(BUILDS.map((build) => [`kernels ${build}`, "wasm" as const])),
  cpu: "tfjs-cpu",
  wasm: "tfjs-wasm",
  webgl: "tfjs-webgl",
  webgpu: "tfjs-webgpu",
};

const { values: options } = parseArgs({
  options: {
    backend: { type: "string", multiple: true, default: Object.keys(JUDGED) },
    only: { type: "string", default: "" },
    screenshot: { type: "string" },
  },
});

/** Calls sent at once: few enough to see progress, many enough not to wait for messages. */
const BATCH = 50;

function callOf({ id, variant, options: given, inputs }: Vector): PageCall {
  const tensors = Object.entries(inputs).map(([name, tensor]) => [name, encodeTensor(tensor as Tensor)]);
  return {
    id,
    variant,
    options: Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== null),
    ) as PageCall["options"],
    inputs: Object.fromEntries(tensors),
  };
}

function answerOf(answer: PageAnswer): Answer {
  if ("broke" in answer) return { kind: "errored", message: answer.broke };
  if ("code" in answer) {
    const { code, phase, message } = answer;
    return { kind: "error", code: code as ErrorCode, phase: phase as Phase, message };
  }
  return {
    kind: "result",
    loss: decodeTensor(answer.loss, "loss"),
    gradient: decodeTensor(answer.gradient, "gradient"),
  };
}

/** What one backend is asked: TensorFlow.js has no float64, and the kernels leave 16 bits to the library. */
function asked(backend: string, vector: Vector): boolean {
  if (backend.startsWith("kernels ")) return vector.dtype === "float32" || vector.dtype === "float64";
  return backend === "library" || vector.dtype === "float32";
}

async function runBackend(
  browser: Browser,
  url: string,
  backend: string,
  vectors: readonly Vector[],
): Promise<Verdict[]> {
  const page = await browser.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text().split("\n")[0]!));
  try {
    await page.goto(url);
    await page.waitForFunction("globalThis.page !== undefined");
    const verdicts: Verdict[] = [];
    for (let at = 0; at < vectors.length; at += BATCH) {
      const batch = vectors.slice(at, at + BATCH);
      const json = JSON.stringify(batch.map(callOf));
      const answers: PageAnswer[] = JSON.parse(
        await page.evaluate(
          `page.run(${JSON.stringify(backend)}, JSON.parse(${JSON.stringify(json)})).then(JSON.stringify)`,
        ),
      );
      batch.forEach((vector, i) => {
        verdicts.push(judge(vector, answerOf(answers[i]!), { judged: JUDGED[backend]! }));
      });
    }
    return verdicts;
  } finally {
    for (const line of new Set(said)) process.stderr.write(`${backend} console: ${line}\n`);
    await page.close();
  }
}

function worst(verdicts: readonly Verdict[], output: "loss" | "gradient"): number {
  return Math.max(
    0,
    ...verdicts.map(({ measures }) => {
      const units = measures[output]?.units ?? 0;
      return units === "class" ? Number.POSITIVE_INFINITY : units;
    }),
  );
}

function lineOf(backend: string, verdicts: readonly Verdict[], skipped: number): string {
  const passed = verdicts.filter(({ status }) => status === "pass").length;
  const units = `loss ${worst(verdicts, "loss").toFixed(1)} ULP, gradient ${worst(verdicts, "gradient").toFixed(1)} units`;
  return `${backend.padEnd(20)} ${passed} passed, ${verdicts.length - passed} failed, ${skipped} skipped; worst ${units}`;
}

async function main(): Promise<number> {
  if (!existsSync(CHROMIUM)) {
    process.stderr.write(
      `chromium: expected Debian's Chromium at ${CHROMIUM}. Run: apt-get update && apt-get install -y chromium\n`,
    );
    return 4;
  }
  const all = [...openFixtures().vectors(({ id }) => id.includes(options.only))];
  const { url, server } = await servePage();
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const summary = await browser.newPage({ viewport: { width: 1000, height: 400 } });
  await summary.goto(url);
  await summary.waitForFunction("globalThis.page !== undefined");
  let failures = 0;
  try {
    for (const backend of options.backend) {
      const vectors = all.filter((vector) => asked(backend, vector));
      const verdicts = await runBackend(browser, url, backend, vectors);
      const line = lineOf(backend, verdicts, all.length - vectors.length);
      process.stdout.write(`${line}\n`);
      await summary.evaluate(`page.show(${JSON.stringify(line)})`);
      for (const verdict of verdicts.filter(({ status }) => status !== "pass")) {
        failures += 1;
        process.stdout.write(`  ${verdict.status} ${verdict.id}: ${verdict.message}\n`);
      }
    }
    if (options.screenshot !== undefined) await summary.screenshot({ path: options.screenshot });
  } finally {
    await browser.close();
    server.close();
  }
  return failures === 0 ? 0 : 1;
}

process.exitCode = await main();
