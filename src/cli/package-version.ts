import { readFileSync } from "node:fs";

/** This package's version, from its package.json; src/ and dist/ are equally deep. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
