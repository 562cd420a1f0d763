/**
 * One process of the benchmark: it names its contenders, is given a shape, and times one call when it is asked to.
 *
 * A contender is `prepare(rows, classes, ...apart)`, which makes inputs and returns `{ both?, loss? }`: one call each, loss
 * with gradient or the loss alone; neither where it does not take such a shape. Images have their height and width as
 * `apart`, and a class at each position. What a call returns is kept until the next, so that nothing is left out of it.
 */
import { createInterface } from "node:readline";

/** Logits as drawn from a normal distribution, the same in every process of this language. */
export function logits(...shape) {
  const data = new Float32Array(shape.reduce((size, length) => size * length));
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  for (let i = 0; i < data.length; i += 1) {
    data[i] = 2 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  }
  return data;
}

export function targets(rows, classes, ...apart) {
  const length = apart.reduce((size, each) => size * each, rows);
  return Int32Array.from({ length }, (_, row) => (row * 7919) % classes);
}

export function contend(versions, contenders) {
  const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
  let shape = [0, 0];
  let name;
  let calls = {};
  let kept;
  createInterface({ input: process.stdin }).on("line", async (line) => {
    const asked = JSON.parse(line);
    if (asked.shape !== undefined) {
      calls.end?.();
      [shape, name, calls, kept] = [asked.shape, undefined, {}, undefined];
      globalThis.gc?.();
      return say({});
    }
    try {
      if (name !== asked.name) {
        calls.end?.();
        [kept, calls, name] = [undefined, {}, asked.name];
        globalThis.gc?.();
        calls = await contenders[name](...shape);
      }
      const call = calls[asked.call];
      if (call === undefined) return say({ none: true });
      kept = undefined;
      const faults = process.resourceUsage().minorPageFault;
      const cpu = process.cpuUsage();
      const start = performance.now();
      kept = await call();
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(cpu);
      say({
        wall,
        cpu: (user + system) / 1000,
        faults: process.resourceUsage().minorPageFault - faults,
        value: asked.value ? await calls.value?.(kept) : undefined,
      });
    } catch (error) {
      say({ none: true, reason: String(error?.message ?? error) });
    }
  });
  say({ versions, contenders: Object.keys(contenders) });
  return () => kept;
}
