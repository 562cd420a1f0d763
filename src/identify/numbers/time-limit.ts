/** The time limit of a search, which is checked between its steps, since each of these is short. */
import { refuse, show } from "../../math/errors.ts";

/** @returns a check that throws InvalidArgument once so many seconds have passed; without a limit it does nothing */
export function timeLimit(seconds: number | undefined): () => void {
  if (seconds === undefined) return () => {};
  if (!(typeof seconds === "number" && seconds > 0))
    refuse("timeLimit", `expected seconds above 0, got ${show(seconds)}`);
  const end = performance.now() + seconds * 1000;
  return () => {
    if (performance.now() > end) {
      const fewer = "give fewer rows, or say more: the variant, or its options";
      refuse("timeLimit", `the search took more than ${seconds} s; ${fewer}`);
    }
  };
}
