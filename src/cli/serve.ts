/** `smoothproof serve`: our variants behind the adapter protocol. */
import { serve } from "../protocol/serve.ts";
import { packageVersion } from "./package-version.ts";

export async function runServe(): Promise<void> {
  await serve(process.stdin, process.stdout, { name: "smoothproof", version: packageVersion() });
  process.stdin.destroy();
}
