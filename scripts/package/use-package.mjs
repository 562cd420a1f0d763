// Runs in an empty project where both tarballs are installed, on any runtime and in a page: what is documented is there.
// The numbers are those of the README and of torch.

function equal(got, expected, what) {
  if (JSON.stringify(got) !== JSON.stringify(expected))
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
}

const LOGITS = [[2, 1, 0, -1, 0.5]];

/** What a page has, too. */
export async function useLosses() {
  const whole = await import("smoothproof");
  const losses = await import("smoothproof-losses");
  equal(Object.keys(losses).sort(), Object.keys(whole).sort(), "exports of smoothproof-losses");
  const { torch } = await import("smoothproof/variants/torch");
  const { torch: small } = await import("smoothproof-losses/variants/torch");
  for (const factory of [whole.torch, losses.torch, torch, small])
    equal(factory({ labelSmoothing: 0.1 }).loss(LOGITS, [0]).data[0], 0.7244379396277961, "torch");
  for (const name of ["smoothproof/wasm", "smoothproof-losses/wasm"]) {
    const { wasm } = await import(name);
    const { data } = torch({ labelSmoothing: 0.1 }, { backend: await wasm() }).loss(
      { data: Float32Array.from(LOGITS[0]), shape: [1, 5] },
      [0],
    );
    if (!(Math.abs(data[0] - 0.7244379396277961) < 1e-7)) throw new Error(`${name}: got ${data[0]}`);
  }
  return Object.keys(losses).filter((name) => name.endsWith("Record")).length;
}

/** What needs a file system as well. */
export async function useEntries() {
  const { identify } = await import("smoothproof/analysis");
  if (typeof identify !== "function") throw new Error("smoothproof/analysis: expected identify");
  for (const entry of ["compare", "module"]) {
    const exported = await import(`smoothproof/${entry}`);
    if (Object.keys(exported).length === 0) throw new Error(`smoothproof/${entry}: exports nothing`);
  }
}
