/** Asks TypeScript's language server what an editor shows, over the built package. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What is shown where the pointer is: a line and a character, both from 0. */
export type Hover = (line: number, character: number) => Promise<string>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: { readonly contents?: { readonly value?: string } };
}

/** Opens a program and hands `use` a function that hovers over its places. */
export async function withHover(program: string, use: (hover: Hover) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "smoothproof-hover-"));
  const file = join(folder, "program.mts");
  writeFileSync(file, program);
  const tsc = join(import.meta.dirname, "../../node_modules/typescript/bin/tsc");
  const server = spawn(process.execPath, [tsc, "--lsp", "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map<number, (message: Message) => void>();
  const send = (message: object): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin.write(body);
  };
  let last = 0;
  const ask = (method: string, params: object): Promise<Message> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      send({ id: last, method, params });
    });
  let unread = Buffer.alloc(0);
  server.stdout.on("data", (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (;;) {
      const start = unread.indexOf("\r\n\r\n") + 4;
      const length = Number(/Content-Length: (\d+)/i.exec(unread.toString("latin1", 0, start))?.[1]);
      if (start < 4 || unread.length < start + length) return;
      const message = JSON.parse(unread.toString("utf8", start, start + length)) as Message;
      unread = unread.subarray(start + length);
      // The server asks for settings, too; it gets none.
      if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: [] });
      else if (message.id !== undefined) waiting.get(message.id)?.(message);
    }
  });
  try {
    await ask("initialize", {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
    });
    send({ method: "initialized", params: {} });
    const uri = pathToFileURL(file).href;
    const document = { uri, languageId: "typescript", version: 1, text: program };
    send({ method: "textDocument/didOpen", params: { textDocument: document } });
    await use(async (line, character) => {
      const params = { textDocument: { uri }, position: { line, character } };
      return (await ask("textDocument/hover", params)).result?.contents?.value ?? "";
    });
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
