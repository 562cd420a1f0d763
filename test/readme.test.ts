/** What the README shows is what happens: every command prints its answer, every value is what the library gives. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { type Block, blocksOf, ROOT, runnable } from "./docs/blocks.ts";

/** Within the package, so that it can be imported by its name. */
const folder = mkdtempSync(join(ROOT, "test", ".readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each command that an answer stands below, with the answer. */
function answeredCommands(blocks: readonly Block[]): { readonly command: string; readonly answer: string }[] {
  return blocks.flatMap(({ language, text }, i) => {
    const next = blocks[i + 1];
    const isCommand = language === "sh" && text.startsWith("npx smoothproof") && next?.language === "";
    return isCommand ? [{ command: text.trim(), answer: next.text.trim() }] : [];
  });
}

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
    writeFileSync(file, await runnable(code[0]!.text, page));
    await execa(process.execPath, [file]);
  });
});
