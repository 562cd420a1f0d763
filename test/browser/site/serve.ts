/** The built site on a free port of this machine, as any host of static files would serve it. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `npm run site` writes. */
export const SITE = fileURLToPath(new URL("../../../site", import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

function fileFor(path: string): string {
  if (path.endsWith("/")) return `${path}index.html`;
  return extname(path) === "" ? `${path}.html` : path;
}

export async function serveSite(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://local");
    const file = fileFor(normalize(decodeURIComponent(pathname)));
    try {
      const content = readFileSync(join(SITE, file));
      response
        .writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" })
        .end(content);
    } catch {
      response.writeHead(404, { "content-type": "text/html" }).end(readFileSync(join(SITE, "404.html")));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a port");
  return { url: `http://127.0.0.1:${address.port}`, server };
}
