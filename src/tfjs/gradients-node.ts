/**
 * Registers the gradients in Node, where the bundle of tfjs-core has none. They are among its ES modules, which Node can
 * load only with a hook. Engine and registry are global, so the bundle uses them too.
 *
 * @module
 */
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { installed } from "./installed.ts";

register("./gradients-hooks.js", import.meta.url);
const core = await installed(async () => createRequire(import.meta.url).resolve("@tensorflow/tfjs-core"));
await import(pathToFileURL(core.replace(/tf-core\.node\.js$/, "register_all_gradients.js")).href);
