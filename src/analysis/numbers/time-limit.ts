/** How long a search may take: it is asked between two steps, each of which is short. */
import { InvalidArgument, show } from "../../math/errors.ts";

/** @returns throws InvalidArgument once so many seconds have passed; does nothing where no limit is given */
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
