/** What the curves of one search have in common, each made once. */
import type { Tensor } from "../../math/tensor.ts";
import { hardened } from "./call-forms.ts";
import { SurprisalTables } from "./surprisal-table.ts";

export class CurveCache {
  readonly tables = new SurprisalTables();
  readonly #made = new Map<string, unknown>();
  readonly #ids = new Map<object, number>();

  /** What `make` gave for this key the first time. One kind of thing per name. */
  once<Made>(name: string, key: readonly unknown[], make: () => Made): Made {
    const full = `${name} ${key.join()}`;
    if (!this.#made.has(full)) this.#made.set(full, make());
    return this.#made.get(full) as Made;
  }

  /** Whether a distribution has nothing but zeros and ones. */
  isHard(target: Tensor): boolean {
    return this.once("hard", [this.idOf(target)], () => target.data.every((y) => y === 0 || y === 1));
  }

  /** The class of each row of a distribution that has a single one in each, and zeros. */
  classesOf(target: Tensor, classAxis: number): Float64Array | undefined {
    return this.once("classes", [this.idOf(target), classAxis], () => hardened(target, classAxis)?.data);
  }

  /** A number for a key. */
  idOf(thing: object): number {
    const id = this.#ids.get(thing) ?? this.#ids.size;
    this.#ids.set(thing, id);
    return id;
  }
}
