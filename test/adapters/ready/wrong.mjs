// One of the package's mutants as an adapter, wrong on purpose:
//
//     npx smoothproof conformance --exec "node wrong.mjs target-off-target"
//
// Where the mutant has nothing to get wrong, it answers as smoothproof does.
import { createInterface } from "node:readline";
import { MUTANTS } from "../../../dist/mutants/index.js";
import { lossCallOf } from "../../../dist/protocol/loss-call-of.js";
import { respond } from "../../../dist/protocol/respond.js";
import { decodeTensor, encodeTensor } from "../../../dist/protocol/wire-tensor.js";

const mutant = MUTANTS.find(({ id }) => id === process.argv[2]);
if (mutant === undefined) {
  console.error(`mutant: expected one of ${MUTANTS.map(({ id }) => id).join(", ")}, got ${process.argv[2]}`);
  process.exit(2);
}

function answer(line) {
  const request = JSON.parse(line);
  const right = respond(line, { name: `mutant ${mutant.id}`, version: "1" });
  return right?.type === "result" ? (wrongAnswer(request) ?? right) : right;
}

/** Undefined where the mutant has nothing to get wrong. */
function wrongAnswer({ id, variant, options, inputs }) {
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, wire]) => [name, decodeTensor(wire, name)]),
  );
  try {
    const wrong = mutant.answer(lossCallOf({ id, variant, options, inputs: tensors }));
    return (
      wrong && { type: "result", id, loss: encodeTensor(wrong.loss), gradient: encodeTensor(wrong.gradient) }
    );
  } catch {
    return undefined;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = answer(line);
  if (said === undefined) break;
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
