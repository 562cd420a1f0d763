// Lets Node load the ES modules that tfjs-core ships as extensionless imports in .js files without "type": "module".
// Why: the gradients of its kernels are registered by dist/register_all_gradients.js, which its CommonJS bundle leaves
// out; kernel registry and engine are global, so gradients registered here serve the bundle too.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const OURS = "/node_modules/@tensorflow/tfjs-core/dist/";

export async function resolve(specifier, context, next) {
  if (specifier.startsWith(".") && context.parentURL?.includes(OURS)) {
    const base = new URL(specifier, context.parentURL).href;
    const url = [base, `${base}.js`, `${base}/index.js`].find((at) => at.endsWith(".js") && existsSync(fileURLToPath(at)));
    if (url !== undefined) return { url, format: "module", shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.includes(OURS)) return next(url, context);
  return { format: "module", source: await readFile(fileURLToPath(url)), shortCircuit: true };
}
