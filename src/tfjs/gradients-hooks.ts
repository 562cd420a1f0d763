/**
 * Lets Node load the ES modules that tfjs-core ships: .js files that import without extensions, in a package that does not
 * declare them as modules. See https://nodejs.org/api/module.html#customization-hooks.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";

const THEIRS = "/node_modules/@tensorflow/tfjs-core/dist/";

export const resolve: ResolveHook = (specifier, context, next) => {
  if (specifier.startsWith(".") && context.parentURL?.includes(THEIRS)) {
    const base = new URL(specifier, context.parentURL).href;
    const url = [base, `${base}.js`, `${base}/index.js`].find(
      (at) => at.endsWith(".js") && existsSync(fileURLToPath(at)),
    );
    if (url !== undefined) return { url, format: "module", shortCircuit: true };
  }
  return next(specifier, context);
};

export const load: LoadHook = async (url, context, next) => {
  if (!url.includes(THEIRS) || url.endsWith(".node.js")) return next(url, context);
  return { format: "module", source: await readFile(fileURLToPath(url)), shortCircuit: true };
};
