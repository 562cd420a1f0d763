/** The local page: its script bundled on the fly, the package's dist as it is, and the wasm files of TensorFlow.js. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WASM = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));

const HTML = `<!doctype html>
<meta charset="utf-8">
<title>smoothproof in the browser</title>
<style>body { font: 16px/1.5 system-ui; margin: 2rem } pre { font: 14px/1.6 monospace }</style>
<h1>smoothproof in the browser</h1>
<pre></pre>
<script type="module">import * as page from "/page.js"; globalThis.page = page;</script>
`;

/** Serves the page on a free port of this machine. */
export async function servePage(): Promise<{ readonly url: string; readonly server: Server }> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "test/browser/page.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  const script = outputFiles[0]!.contents;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://local").pathname);
    const found = fileFor(path, script);
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": found.type }).end(found.content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a port");
  return { url: `http://127.0.0.1:${address.port}/`, server };
}

function fileFor(
  path: string,
  script: Uint8Array,
): { readonly type: string; readonly content: string | Uint8Array } | undefined {
  if (path === "/") return { type: "text/html", content: HTML };
  if (path === "/page.js") return { type: "text/javascript", content: script };
  try {
    if (/^\/wasm\/[\w.-]+\.wasm$/.test(path)) {
      return { type: "application/wasm", content: readFileSync(join(WASM, path.slice("/wasm/".length))) };
    }
    if (/^\/dist\/[\w/.-]+\.js$/.test(path)) {
      return { type: "text/javascript", content: readFileSync(join(ROOT, path)) };
    }
  } catch {
    return undefined;
  }
  return undefined;
}
