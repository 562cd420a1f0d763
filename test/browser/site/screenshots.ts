/** The pictures of the documentation: that the command can still make each, and that those that are kept are small. */
import { readdirSync, readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { picturePlayground, pictureReport } from "../../../scripts/screenshots/pages.ts";
import { pictureTerminals } from "../../../scripts/screenshots/terminals.ts";
import type { Check } from "./check.ts";

const IMAGES = new URL("../../../docs/images/", import.meta.url);
const MOST_BYTES = 60_000;
const MOST_BYTES_TOGETHER = 300_000;

/** Words that a terminal's picture has, each of them once its command has answered. */
const ANSWERS: { readonly [name: string]: RegExp } = {
  "identify.svg": /\$ npx smoothproof identify.*id simple,.*labelSmoothing 0\.1, numClasses 5/s,
  "conformance.svg": /class="bold red".*off-target mass a\/\(K-1\).*0 passed, 1 failed/s,
  "explain.svg": /ignored rows.*-0\.761013/s,
  "compare.svg": /improved: fail to pass.*0 regressed/s,
  "library.svg": /0\.72443793962779\d*.*Float64Array/s,
};

/** Size of a picture, and how many of its colours are used. */
function seenIn(png: Buffer): { readonly width: number; readonly height: number; readonly colours: number } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const at = png.indexOf("IDAT");
  const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  return { width, height, colours: new Set(lines).size };
}

export const SCREENSHOTS: readonly Check[] = [
  {
    says: "screenshots: the command still makes every picture, and the kept ones are of the same kind and small",
    problems: async ({ browser, url }) => {
      const terminals = await pictureTerminals();
      const pages = {
        ...(await pictureReport(browser)),
        "playground.png": await picturePlayground(browser, url),
      };
      const problems = Object.entries(terminals)
        .filter(([name, svg]) => !ANSWERS[name]?.test(svg))
        .map(([name, svg]) => `${name}: without the answer: ${svg.replaceAll(/<[^>]*>/g, "").slice(0, 300)}`);
      for (const [name, png] of Object.entries(pages)) {
        const [made, kept] = [seenIn(png), seenIn(readFileSync(new URL(name, IMAGES)))];
        if (made.width !== kept.width || made.height !== kept.height)
          problems.push(
            `${name}: ${made.width} x ${made.height}, and ${kept.width} x ${kept.height} in docs/images`,
          );
        if (made.colours < 20) problems.push(`${name}: ${made.colours} colours, so nothing is on it`);
      }
      const sizes = readdirSync(IMAGES).map(
        (name) => [name, readFileSync(new URL(name, IMAGES)).length] as const,
      );
      const strangers = sizes.filter(([name]) => !(name in terminals) && !(name in pages));
      const large = sizes.filter(([, bytes]) => bytes > MOST_BYTES);
      const together = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
      return [
        ...problems,
        ...strangers.map(([name]) => `docs/images/${name} is made by no command`),
        ...large.map(([name, bytes]) => `docs/images/${name} has ${bytes} bytes`),
        ...(together > MOST_BYTES_TOGETHER ? [`docs/images has ${together} bytes`] : []),
      ];
    },
  },
];
