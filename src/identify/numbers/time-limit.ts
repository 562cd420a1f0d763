/** The time limit of a search, which is checked between its steps, since each of these is short. */
import { InvalidArgument, show } from "../../math/errors.ts";

/** @returns a check that throws InvalidArgument once so many seconds have passed; without a limit it does nothing */
export function timeLimit(seconds: number | undefined): () => void {
  if (seconds === undefined) return () => {};
  if (!(typeof seconds === "number" && seconds > 0))
    throw refused(`expected seconds above 0, got ${show(seconds)}`);
  const end = performance.now() + seconds * 1000;
  return () => {
    if (performance.now() > end) {
      const fewer = "give fewer rows, or say more: the variant, or its options";
      throw refused(`the search took more than ${seconds} s; ${fewer}`);
    }
  };
}

function refused(problem: string): InvalidArgument {
  return new InvalidArgument("invalid-request", "call", "timeLimit", problem);
}
