/** Values by keys of several parts, which are compared as in a Map: objects by identity. */
export class KeyTree<Value> {
  readonly #root: Branch<Value> = new Map();

  /** The value of this key; if there is none, the result of `make`, which is kept. All keys have the same length. */
  once(key: readonly unknown[], make: () => Value): Value {
    let branch = this.#root;
    const last = key.length - 1;
    for (let i = 0; i < last; i += 1) {
      let next = branch.get(key[i]) as Branch<Value> | undefined;
      if (next === undefined) {
        next = new Map();
        branch.set(key[i], next);
      }
      branch = next;
    }
    if (!branch.has(key[last])) branch.set(key[last], make());
    return branch.get(key[last]) as Value;
  }
}

type Branch<Value> = Map<unknown, Branch<Value> | Value>;
