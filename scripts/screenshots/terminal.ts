/** A command's real output as a terminal of 80 columns shows it, drawn as SVG text that follows the reader's theme. */
import { join } from "node:path";
import { execa } from "execa";
import { wrapCommand } from "../../src/report/layout.ts";

const ROOT = join(import.meta.dirname, "../..");
const PROGRAM = join(ROOT, "bin/smoothproof.js");
const COLUMNS = 80;
const ROWS = 24;

/** Lets Node believe that its output is a terminal. */
const ON_TERMINAL = `data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:${COLUMNS},rows:${ROWS}})`;

/** What one line of a terminal has: words and the codes of their colour and weight. */
interface Span {
  readonly text: string;
  readonly styles: readonly string[];
}

/** A `npx smoothproof …` as it is typed in a folder, and what it prints. */
export async function session(command: string, cwd = ROOT): Promise<string> {
  const [npx, name, ...args] = command.split(" ");
  if (npx !== "npx" || name !== "smoothproof") throw new Error(`expected npx smoothproof …, got ${command}`);
  const { stdout, exitCode } = await execa(process.execPath, ["--import", ON_TERMINAL, PROGRAM, ...args], {
    cwd,
    env: { FORCE_COLOR: "1", NO_COLOR: undefined },
    reject: false,
  });
  // 1 is a difference, which is an answer as well.
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`${command}: exit code ${exitCode}`);
  return [...wrapCommand("$ ", command, COLUMNS), stdout].join("\n");
}

const isDeclaration = (statement: string): boolean => /^(?:const|let) /.test(statement);

/** JavaScript as it is typed into Node, and what Node shows of each value. */
export async function nodeSession(statements: readonly string[]): Promise<string> {
  const code = statements.map((each) =>
    isDeclaration(each) ? each : `console.log(inspect(${each.replace(/;$/, "")}), "\\0");`,
  );
  const program = ['import { inspect } from "node:util";', ...code].join("\n");
  const { stdout } = await execa(process.execPath, ["--input-type=module", "--eval", program], { cwd: ROOT });
  const answers = stdout.split("\0").map((each) => each.trim());
  const typed = statements.flatMap((each) => [
    `> ${each}`,
    ...(isDeclaration(each) ? [] : [answers.shift() ?? ""]),
  ]);
  return ["$ node", ...typed].join("\n");
}

/** Codes of `ESC [ code m` that have a look of their own, and those that end one. */
const STYLES: { readonly [code: string]: string } = {
  1: "bold",
  2: "dim",
  31: "red",
  32: "green",
  33: "yellow",
  35: "magenta",
  36: "cyan",
};
const ENDS: { readonly [code: string]: readonly string[] } = {
  0: Object.values(STYLES),
  22: ["bold", "dim"],
  39: ["red", "green", "yellow", "magenta", "cyan"],
};

const ESCAPE = "\u001b";
const CODES_AND_WORDS = new RegExp(`${ESCAPE}\\[(\\d+)m|([^${ESCAPE}]+)`, "g");

/** Lines as a terminal breaks them: after the last column, even within a word. */
function linesOf(text: string): Span[][] {
  let styles: readonly string[] = [];
  return text.split("\n").flatMap((line) => {
    const rows: Span[][] = [[]];
    let column = 0;
    for (const [, code, words] of line.matchAll(CODES_AND_WORDS)) {
      if (code !== undefined) {
        const begun = STYLES[code];
        const ended = ENDS[code];
        if (begun === undefined && ended === undefined)
          throw new Error(`a terminal's code ${code} has no look here`);
        styles = begun === undefined ? styles.filter((style) => !ended!.includes(style)) : [...styles, begun];
        continue;
      }
      for (const character of words!) {
        if (column === COLUMNS) {
          rows.push([]);
          column = 0;
        }
        const last = rows.at(-1)!.at(-1);
        if (last?.styles === styles)
          rows.at(-1)![rows.at(-1)!.length - 1] = { text: last.text + character, styles };
        else rows.at(-1)!.push({ text: character, styles });
        column += 1;
      }
    }
    return rows;
  });
}

const SIZE = 14;
const CHARACTER = 8.4;
const LINE = 19;
const MARGIN = 14;

/** Colours with a contrast of at least 4.5 : 1 in both themes. */
const STYLE = [
  ":root{--g:#f6f8fa;--t:#1f2328;--e:#d0d7de;--red:#b3201b;--green:#12672f;--yellow:#7a5200;--magenta:#86308a;--cyan:#0b5c6e}",
  "@media(prefers-color-scheme:dark){:root{--g:#161b22;--t:#e6edf3;--e:#30363d;--red:#ff8f87;--green:#6fcf8b;--yellow:#e8bd62;--magenta:#e29be6;--cyan:#76d3e6}}",
  "rect{fill:var(--g);stroke:var(--e)}",
  `text{fill:var(--t);font:${SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}`,
  ".bold{font-weight:700}.dim{opacity:.7}",
  ...["red", "green", "yellow", "magenta", "cyan"].map((name) => `.${name}{fill:var(--${name})}`),
].join("");

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/**
 * Each line is made as wide as its columns, whatever font the reader has.
 *
 * @param says what a screen reader says of the picture
 */
export function drawTerminal(text: string, says: string): string {
  const lines = linesOf(text.trimEnd());
  const width = Math.ceil(COLUMNS * CHARACTER + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const drawn = lines.map((spans, i) => {
    const columns = spans.reduce((sum, each) => sum + each.text.length, 0);
    if (spans.every((each) => each.text.trim() === "")) return "";
    const parts = spans.map(({ text: words, styles }) =>
      styles.length === 0 ? escaped(words) : `<tspan class="${styles.join(" ")}">${escaped(words)}</tspan>`,
    );
    const y = MARGIN + i * LINE + SIZE;
    return `<text x="${MARGIN}" y="${y}" textLength="${(columns * CHARACTER).toFixed(1)}">${parts.join("")}</text>\n`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(says)}">`,
    `<style>${STYLE}</style>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="6"/>`,
    `${drawn.join("")}</svg>\n`,
  ].join("\n");
}
