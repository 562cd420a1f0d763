/** Values by keys of several parts, which are compared as the keys of a Map are: objects by what they are. */
export class KeyTree<Value> {
  readonly #root: Branch<Value> = new Map();

  /** What is kept under this key; if nothing is, what `make` gives, from now on. Of one length for all keys. */
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
