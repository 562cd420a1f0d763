/** Truth at 50 digits from python-ref's definitions, which share no code with ours. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import type { Call } from "../../src/fixtures/vector.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { encodeTensor } from "../../src/protocol/wire-tensor.ts";
import { ROOT } from "../pages/page.ts";

/** One output of a call: 40 digits and three digits per element. */
interface TrueOutput {
  readonly truth: readonly string[];
  readonly scale: readonly string[];
}

export interface TrueAnswer {
  readonly loss: TrueOutput;
  readonly gradient: TrueOutput;
}

const PROJECT = join(ROOT, "python-ref");

export class Truths {
  readonly #process = execa("uv", ["run", "--no-sync", "python", "-m", "smoothproof_ref.live.truth"], {
    cwd: PROJECT,
    stderr: "inherit",
    buffer: false,
  });
  readonly #lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();

  /** @throws Error where python-ref's environment is missing */
  constructor() {
    this.#process.catch(() => {});
    const environment = process.env.UV_PROJECT_ENVIRONMENT ?? join(PROJECT, ".venv");
    if (!existsSync(environment))
      throw new Error("python-ref: expected its environment. Run: cd python-ref && uv sync");
  }

  /** In the order of the calls; undefined where the definition says nothing. */
  async of(calls: readonly Call[]): Promise<(TrueAnswer | undefined)[]> {
    for (const { variant, options, inputs } of calls) {
      const encoded = Object.entries(inputs).map(([name, tensor]) => [
        name,
        encodeTensor(tensor as Tensor, true),
      ]);
      this.#process.stdin.write(
        `${JSON.stringify({ variant, options, inputs: Object.fromEntries(encoded) })}\n`,
      );
    }
    const answers: (TrueAnswer | undefined)[] = [];
    for (const { variant } of calls) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error(`${variant}: expected a truth, but python-ref's process has ended`);
      const answer = JSON.parse(value) as TrueAnswer | { readonly problem: string };
      answers.push("problem" in answer ? undefined : answer);
    }
    return answers;
  }

  async close(): Promise<void> {
    this.#process.stdin.end();
    await this.#process;
  }
}
