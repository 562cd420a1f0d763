/** What the README shows is what happens: every command prints its answer, every value is what the library gives. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** Within the package, so that it can be imported by its name. */
const folder = mkdtempSync(join(ROOT, "test", ".readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", body = ""]) => ({
    language,
    text: body,
  }));
}

/** Each command that an answer stands below, with the answer. */
function answeredCommands(blocks: readonly Block[]): { readonly command: string; readonly answer: string }[] {
  return blocks.flatMap(({ language, text }, i) => {
    const next = blocks[i + 1];
    const isCommand = language === "sh" && text.startsWith("npx smoothproof") && next?.language === "";
    return isCommand ? [{ command: text.trim(), answer: next.text.trim() }] : [];
  });
}

/** `expression; // value` becomes a check that the value comes out; types and names of the package stay as they are. */
async function runnable(text: string): Promise<string> {
  const { code } = await transform(
    text.replaceAll(/^(?!import)(.+); \/\/ (.+)$/gm, "assert.deepEqual($1, $2); checked += 1;"),
    { loader: "ts" },
  );
  return `import assert from "node:assert/strict";\nlet checked = 0;\n${code}\nassert.ok(checked > 0);\n`;
}

it("docs/library.md: the code gives what it says", async () => {
  const code = blocksOf("docs/library.md").filter(({ language }) => language === "js");
  expect(code.length).toBeGreaterThan(0);
  for (const [i, { text }] of code.entries()) {
    const file = join(folder, `library-${i}.mjs`);
    writeFileSync(file, await runnable(text));
    await execa(process.execPath, [file]);
  }
});

describe.each(["README.md", "README.ko.md"])("%s", (page) => {
  const blocks = blocksOf(page);
  const commands = answeredCommands(blocks);

  it("has three commands with their answers, and the two for a clone", () => {
    expect(commands.length).toBe(3);
    const others = blocks.filter(({ language, text }) => language === "sh" && text.startsWith("npm"));
    expect(others.map(({ text }) => text.replaceAll(/ *#.*$/gm, ""))).toEqual([
      "npm ci && npx smoothproof conformance\nnpm cit\n",
    ]);
  });

  it.each(commands)("$command", async ({ command, answer }) => {
    const args = command.split(" ").slice(2);
    const { stdout } = await execa(process.execPath, ["bin/smoothproof.js", ...args], {
      cwd: ROOT,
      reject: false,
      env: { NO_COLOR: "1" },
    });
    expect(stdout).toContain(answer);
  });

  it("the code gives what it says", async () => {
    const code = blocks.filter(({ language }) => language === "ts");
    expect(code.length).toBe(1);
    const file = join(folder, `${page}.mjs`);
    writeFileSync(file, await runnable(code[0]!.text));
    await execa(process.execPath, [file]);
  });
});
