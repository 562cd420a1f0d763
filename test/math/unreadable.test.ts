/** Values that throw when they are read are refused as any other value that is no tensor. */
import { describe, expect, it } from "vitest";
import { InvalidArgument, torch } from "../../src/index.ts";

const revoked = (of: object): object => {
  const { proxy, revoke } = Proxy.revocable(of, {});
  revoke();
  return proxy;
};

const detached = (): Float32Array => {
  const view = new Float32Array(4);
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
};

const VALUES: { readonly [what: string]: () => unknown } = {
  "a revoked Proxy": () => revoked({}),
  "a revoked Proxy of an array": () => revoked([]),
  "a revoked Proxy as data": () => ({ data: revoked([]), shape: [1, 2] }),
  "a revoked Proxy as shape": () => ({ data: [1, 2], shape: revoked([]) }),
  "a Proxy of a typed array": () => ({ data: new Proxy(new Float32Array(2), {}), shape: [1, 2] }),
  "a revoked Proxy in an array": () => [[1, revoked({})]],
  "a getter that throws": () => ({
    shape: [1, 2],
    get data(): never {
      throw new TypeError("gone");
    },
  }),
  "a tensor that was disposed of": () => ({
    shape: [1, 2],
    dtype: "float32",
    dataSync(): never {
      throw new Error("Tensor is disposed.");
    },
  }),
  "a view of transferred memory": detached,
  "a view of transferred memory as data": () => ({ data: detached(), shape: [0, 2] }),
};

describe.each(Object.entries(VALUES))("%s", (_, make) => {
  it("is refused as logits, as target, as weights and as a gradient's place", () => {
    const value = make() as number[][];
    const criterion = torch({ labelSmoothing: 0.1 });
    expect(() => criterion.loss(value, [0])).toThrow(InvalidArgument);
    expect(() => criterion.loss([[1, 2]], value)).toThrow(InvalidArgument);
    expect(() => criterion.loss([[1, 2]], [0], { weight: value })).toThrow(InvalidArgument);
    const gradient = { data: value as unknown as Float32Array };
    expect(() => criterion.lossAndGradient([[1, 2]], [0], { gradient })).toThrow(InvalidArgument);
  });
});

it("options, extras and a gradient's place that cannot be read are refused", () => {
  expect(() => torch(revoked({}))).toThrow(InvalidArgument);
  expect(() => torch().loss([[1, 2]], [0], revoked({}))).toThrow(InvalidArgument);
  for (const gradient of [null, 3, {}, revoked({})])
    expect(() => torch().lossAndGradient([[1, 2]], [0], { gradient: gradient as never })).toThrow(
      InvalidArgument,
    );
});
