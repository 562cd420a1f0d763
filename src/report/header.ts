/**
 * What a report says in addition to its verdicts: what was judged, and by what.
 */

import type { Selection } from "../conformance/select.ts";
import type { Shard } from "../conformance/shard.ts";
import type { StoredReport } from "../conformance/stored-report.ts";

export interface ReportHeader {
  /** smoothproof's own version. */
  readonly version: string;
  readonly fixtures: {
    readonly version: number;
    /** Hash of the manifest. */
    readonly sha256: string;
  };
  /** Reference name to version. */
  readonly references: Readonly<Record<string, string>>;
  /** As in `mpmath, 50 digits`. */
  readonly truth: string;
  readonly implementation: {
    readonly name: string;
    readonly version?: string;
    readonly language?: string;
    /** What it is judged as, where it named no variant and was identified. */
    readonly judgedAs?: string;
    /** Of the file of a module or a graph. */
    readonly sha256?: string;
  };
  /** The command line that was run, without filters: a failure shows it with the vector's id. */
  readonly command: string;
  /** Which vectors were asked for. */
  readonly selection: Selection;
  /** The part of them that this run judged; all if absent. */
  readonly shard?: Shard;
  /** Kinds of calls that may not be skipped. */
  readonly required?: readonly string[];
  /** All vectors that were asked for, those of other shards included: their number, and a hash of their names. */
  readonly selected: { readonly count: number; readonly sha256: string };
  /** The names of those that this run has to judge: ids, after the backend where several were judged. */
  readonly owes: readonly string[];
  /** How long the run took; absent where reports of several machines were merged. */
  readonly seconds?: number;
}

/** The header of a report that was read from a file. */
export function headerOf({ implementation, footer }: StoredReport): ReportHeader {
  const { smoothproof, verdicts: _, ...rest } = footer;
  return { ...rest, version: smoothproof, implementation } as unknown as ReportHeader;
}
