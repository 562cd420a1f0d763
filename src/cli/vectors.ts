/** `smoothproof vectors`: the golden vectors for other tools, one JSON object per line. */
import { selector } from "../conformance/select.ts";
import { print } from "../files/standard-output.ts";
import type { Tier } from "../fixtures/tier.ts";
import type { Vector } from "../fixtures/vector.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { checkFilters, nothingMatches, selectionOf } from "./filters.ts";
import { openNamedFixtures } from "./named-fixtures.ts";
import { plainVector } from "./plain-vectors.ts";
import { checkFlag, suggestion } from "./suggest.ts";

export interface VectorsOptions {
  readonly variant: readonly string[];
  readonly tier: readonly Tier[];
  readonly only: readonly string[];
  readonly ids?: boolean;
  readonly show?: string;
  readonly as: "text" | "python" | "js";
  readonly write?: string;
  readonly raw?: boolean;
  readonly fixtures?: string;
}

export async function runVectors(options: VectorsOptions): Promise<ExitCode> {
  const { variant, tier, only, ids = false, show, as, write, raw = false } = options;
  const isFiltered = variant.length + tier.length + only.length > 0;
  if (raw && write === undefined) throw new UsageError("--raw: expected --write <dir> beside it");
  if (write !== undefined && (ids || show !== undefined || (raw && isFiltered)))
    throw new UsageError(
      raw
        ? "--raw: expected no option but --write and --fixtures beside it, since it writes all vectors"
        : "--write: expected neither --ids nor --show beside it",
    );
  if (raw) {
    const { writeRawVectors } = await import("./write-vectors.ts");
    return writeRawVectors(write!, options.fixtures);
  }
  const fixtures = openNamedFixtures(options.fixtures);
  const all = [...fixtures.list()];
  const known = [...new Set(all.map((vector) => vector.variant))];
  checkFlag("--variant", variant, known);
  if (show !== undefined) {
    const [vector] = [...fixtures.vectors(({ id }) => id === show)];
    if (vector === undefined) {
      const hint = suggestion(
        show,
        all.map(({ id }) => id),
      );
      throw new UsageError(
        `--show: expected the id of a vector, got "${show}".${hint} Run: npx smoothproof vectors --ids`,
      );
    }
    const { showVector } = await import("./show-vector.ts");
    print(showVector(vector, as));
    return EXIT.ok;
  }
  const filters = { variant, tier, only, skip: [], flag: [] };
  checkFilters(filters, all);
  const wanted = selector(selectionOf(filters));
  if (!all.some(wanted)) throw nothingMatches(filters, undefined);
  if (write !== undefined) {
    const { writePlainVectors } = await import("./write-vectors.ts");
    return writePlainVectors(write, fixtures.vectors(wanted));
  }
  const lines = ids ? all.filter(wanted).map(({ id }) => id) : lineByLine(fixtures.vectors(wanted));
  for (const line of lines) print(`${line}\n`);
  return EXIT.ok;
}

function* lineByLine(vectors: Iterable<Vector>): Generator<string> {
  for (const vector of vectors) yield JSON.stringify(plainVector(vector));
}
