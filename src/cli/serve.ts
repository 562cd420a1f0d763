/** `smoothproof serve`: our variants behind the adapter protocol. */
import { printed } from "../files/standard-output.ts";
import { serve } from "../protocol/serve.ts";
import { packageVersion } from "./package-version.ts";

export async function runServe(): Promise<void> {
  await serve(process.stdin, printed(), { name: "smoothproof", version: packageVersion() });
  process.stdin.destroy();
}
