/**
 * A function that finds the same for the same object, asked once for each object. A vector is judged many times: by each
 * backend, mutant and retry.
 */
export function remembered<Key extends object, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const found = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let entry = found.get(key);
    if (entry === undefined) {
      entry = { value: find(key) };
      found.set(key, entry);
    }
    return entry.value;
  };
}
