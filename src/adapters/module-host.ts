/**
 * Runs a user's ES module behind the protocol, in a separate process: a module that throws, loops forever or changes its
 * inputs can then harm only its own vectors.
 *
 * Started as `node module-host.js FILE`.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readLines } from "../protocol/lines.ts";
import { type Response, type RunRequest, requestSchema } from "../protocol/messages.ts";
import { decodeTensor, encodeTensor, readOption } from "../protocol/wire-tensor.ts";
import { callModule } from "./module-call.ts";
import { type AnsweredModule, readModule } from "./module-contract.ts";

// Output of the module must not mix with the protocol.
const protocol = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;

function say(response: Response): void {
  protocol(`${JSON.stringify(response)}\n`);
}

async function load(file: string): Promise<AnsweredModule> {
  return readModule(await import(pathToFileURL(resolve(file)).href), file);
}

async function run(module: AnsweredModule, request: RunRequest): Promise<Response> {
  const { id, variant, want } = request;
  const inputs = Object.fromEntries(
    Object.entries(request.inputs).map(([name, wire]) => [name, decodeTensor(wire, name)]),
  );
  const options = Object.fromEntries(
    Object.entries(request.options).map(([name, value]) => [name, readOption(value)]),
  );
  const answer = await callModule(module, { variant, inputs, options });
  if (answer.kind === "skipped") return { type: "skipped", id, reason: answer.reason };
  if (answer.kind === "error") {
    const { phase, code, message } = answer;
    return { type: "error", id, phase, code, message };
  }
  const { loss, gradient } = answer;
  return {
    type: "result",
    id,
    ...(loss === undefined ? {} : { loss: encodeTensor(loss) }),
    ...(gradient === undefined || !want.includes("gradient") ? {} : { gradient: encodeTensor(gradient) }),
  };
}

function hello({ name, version, variants, namesNoVariants, gradient, codes }: AnsweredModule): Response {
  return {
    type: "hello",
    protocol: 1,
    implementation: { name, version, language: "JavaScript" },
    variants: namesNoVariants ? [] : [...variants],
    gradient,
    dtypes: ["float64", "float32"],
    codes,
  };
}

/** The answer to the first request where the module cannot be judged. */
function refusal(file: string, error: unknown): Response {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `${file}: ${reason.split("\n")[0]}`;
  return { type: "error", id: null, phase: "construct", code: "invalid-request", message };
}

const file = process.argv[2] ?? "";
const onEarlyExit = (): void => {
  say(refusal(file, "its import ended the process, or waits at top level for something that never happens"));
};
process.once("exit", onEarlyExit);
let module: AnsweredModule;
try {
  module = await load(file);
  process.removeListener("exit", onEarlyExit);
} catch (error) {
  process.removeListener("exit", onEarlyExit);
  say(refusal(file, error));
  process.exit(2);
}
for await (const line of readLines(process.stdin)) {
  if ("tooLong" in line) continue;
  const request = requestSchema.parse(JSON.parse(line.text));
  if (request.type === "bye") break;
  if (request.type === "echo") say({ type: "echo", id: request.id, tensor: request.tensor });
  if (request.type === "run") say(await run(module, request));
  if (request.type === "hello") say(hello(module));
}
process.exit(0);
