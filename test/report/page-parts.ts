/** What the build has made of the page's sources. */
import { readFileSync } from "node:fs";
import type { PageParts } from "../../src/report/html.ts";

const read = (name: string): string =>
  readFileSync(new URL(`../../dist/report/html/${name}`, import.meta.url), "utf8");

export function pageParts(): PageParts {
  return {
    script: read("page.js"),
    style: read("style.css"),
    killMatrix: JSON.parse(read("kill-matrix.json")),
  };
}
