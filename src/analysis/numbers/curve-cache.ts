/** What the curves of one search have in common, each made once. */
import type { FloatArray } from "../../math/dtypes.ts";
import type { Tensor } from "../../math/tensor.ts";
import { hardened } from "../derive-input.ts";
import { KeyTree } from "./key-tree.ts";
import { SurprisalTables } from "./surprisal-table.ts";

export class CurveCache {
  readonly tables = new SurprisalTables();
  /** What was made of some rows of a tensor, each once. */
  readonly rowsOnce = (tensor: Tensor, axis: number, make: () => Tensor): Tensor =>
    this.once("rows of", [tensor, axis], make);
  readonly #made = new Map<string, KeyTree<unknown>>();

  /** What `make` gave for this key the first time. One kind of thing and one length of key per name. */
  once<Made>(name: string, key: readonly unknown[], make: () => Made): Made {
    const made = this.#made.get(name) ?? new KeyTree<unknown>();
    this.#made.set(name, made);
    return made.once(key, make) as Made;
  }

  /** Whether a distribution has nothing but zeros and ones. */
  isHard(target: Tensor): boolean {
    return this.once("hard", [target], () => target.data.every((y) => y === 0 || y === 1));
  }

  /** The class of each row of a distribution that has a single one in each, and zeros. */
  classesOf(target: Tensor, classAxis: number): FloatArray | undefined {
    return this.once("classes", [target, classAxis], () => hardened(target, classAxis)?.data);
  }
}
