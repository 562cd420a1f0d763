/** The parts that the curves of one search share; each is computed once. */
import type { FloatArray } from "../../math/dtypes.ts";
import type { Tensor } from "../../math/tensor.ts";
import { hardened } from "../derive-input.ts";
import { KeyTree } from "./key-tree.ts";
import { SurprisalTables } from "./surprisal-table.ts";

export class CurveCache {
  readonly tables = new SurprisalTables();
  /** What was computed from some rows of a tensor. */
  readonly rowsOnce = (tensor: Tensor, axis: number, make: () => Tensor): Tensor =>
    this.once("rows of", [tensor, axis], make);
  readonly #made = new Map<string, KeyTree<unknown>>();

  /** The first result of `make` for this key. Each name has one kind of value and one length of keys. */
  once<Made>(name: string, key: readonly unknown[], make: () => Made): Made {
    const made = this.#made.get(name) ?? new KeyTree<unknown>();
    this.#made.set(name, made);
    return made.once(key, make) as Made;
  }

  /** Whether a distribution has only zeros and ones. */
  isHard(target: Tensor): boolean {
    return this.once("hard", [target], () => target.data.every((y) => y === 0 || y === 1));
  }

  /** The class of each row of a one-hot distribution. */
  classesOf(target: Tensor, classAxis: number): FloatArray | undefined {
    return this.once("classes", [target, classAxis], () => hardened(target, classAxis)?.data);
  }
}
