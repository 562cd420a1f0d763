/** Several copies of one implementation that act as one: each call goes to the copy with the fewest open calls. */
import type { Implementation } from "./implementation.ts";

/** @param members at least one; the first says what all of them are */
export function pooled(members: readonly Implementation[]): Implementation {
  const [first] = members;
  if (first === undefined) throw new RangeError("members: expected at least one, got none");
  if (members.length === 1) return first;
  const open = new Map(members.map((member) => [member, 0]));
  return {
    ...first,
    inFlight: members.reduce((sum, { inFlight = 1 }) => sum + inFlight, 0),
    async answer(call) {
      const [idlest] = [...open].reduce((least, each) => (each[1] < least[1] ? each : least));
      open.set(idlest, open.get(idlest)! + 1);
      try {
        return await idlest.answer(call);
      } finally {
        open.set(idlest, open.get(idlest)! - 1);
      }
    },
    remarks: () => [...new Set(members.flatMap((member) => member.remarks?.() ?? []))],
    async close() {
      await Promise.all(members.map((member) => member.close?.()));
    },
  };
}
