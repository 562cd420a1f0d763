// Puts the adapters that `smoothproof init` writes beside the compiled code, which has no other files.
import { cpSync } from "node:fs";

const templates = (root) => new URL(`../${root}/adapters/templates`, import.meta.url);

cpSync(templates("src"), templates("dist"), { recursive: true });
