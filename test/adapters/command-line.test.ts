import { describe, expect, it } from "vitest";
import { splitCommand } from "../../src/adapters/command-line.ts";

describe("splitCommand", () => {
  it.each<[string, readonly string[]]>([
    ["python my_loss.py", ["python", "my_loss.py"]],
    ["  node   a.mjs\t--fast ", ["node", "a.mjs", "--fast"]],
    ['node "my loss.mjs"', ["node", "my loss.mjs"]],
    ["node 'my loss.mjs'", ["node", "my loss.mjs"]],
    ["node my\\ loss.mjs", ["node", "my loss.mjs"]],
    ["node --eval='a b'c", ["node", "--eval=a bc"]],
    [`node -e "say \\"hi\\""`, ["node", "-e", 'say "hi"']],
    ["run ''", ["run", ""]],
    ["C:\\tools\\run.exe C:\\x\\y", ["C:\\tools\\run.exe", "C:\\x\\y"]],
    ["echo $HOME `id` *.js; ls | cat > x", ["echo", "$HOME", "`id`", "*.js;", "ls", "|", "cat", ">", "x"]],
  ])("takes %j apart without a shell", (command, words) => {
    expect(splitCommand(command)).toEqual(words);
  });

  it("refuses what names no program", () => {
    for (const command of ["", "   ", "''"])
      expect(() => splitCommand(command)).toThrow(/expected a program/);
    expect(() => splitCommand('node "x')).toThrow('expected a closing " in node "x');
  });
});
