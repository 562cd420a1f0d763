/**
 * The same for Node, whose bundle of core has no gradients at all. They are among its ES modules, which Node does not
 * load as they are; a hook lets it. Engine and registry are global, so they serve the bundle too.
 *
 * @module
 */
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { installed } from "./installed.ts";

register("./gradients-hooks.js", import.meta.url);
const core = await installed(async () => createRequire(import.meta.url).resolve("@tensorflow/tfjs-core"));
await import(pathToFileURL(core.replace(/tf-core\.node\.js$/, "register_all_gradients.js")).href);
