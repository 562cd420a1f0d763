/** A run that judged several backends of ours: the first in full, the others a line each and dtype. */
import type { Verdict } from "../compare/verdict.ts";
import type { Colors } from "./colors.ts";
import { totals } from "./summary.ts";
import { plainTable, renderNumbers } from "./table.ts";

const HEAD = ["backend", "dtype", "vectors", "pass", "fail", "known", "skip", "loss max", "gradient max"];

/** Verdicts of the backend that came first; all of them where none is named. */
export function ofFirstBackend(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.filter(({ backend }) => backend === verdicts[0]?.backend);
}

/** The other backends, each over all variants; nothing where there is only one. */
export function renderBackends(verdicts: readonly Verdict[], colors: Colors): string[] {
  const first = verdicts[0]?.backend;
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    if (verdict.backend === undefined || verdict.backend === first) continue;
    const key = JSON.stringify([verdict.backend, verdict.dtype]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  if (groups.size === 0) return [];
  const rows = [...groups.values()].map((members) => {
    const { backend = "", dtype } = members[0]!;
    return [backend, dtype, ...renderNumbers(totals(members), colors)];
  });
  const aligned = HEAD.map((_, column) => (column < 2 ? "left" : "right"));
  return [plainTable(HEAD, rows, aligned, colors)];
}
