/** The declaration in a client's folder: what is installed, how it runs and what it is judged as. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../..");
/** A folder a client, and `shared` with what those of one language have in common. */
export const CLIENTS = join(ROOT, "clients");
const DECLARATION = "client.json";

const commandSchema = z.array(z.string()).min(1);

const declarationSchema = z.strictObject({
  /** The package's name in its registry. */
  package: z.string(),
  version: z.string(),
  /** Where it comes from: PyPI, npm, crates.io, Go, Maven Central, Debian, or this repository. */
  registry: z.string(),
  /**
   * How often it is taken, from the lists of packages of December 2026: its rank among PyPI's most downloaded, or npm's
   * downloads a month; of the project, where it is a part of one. Other registries have neither.
   */
  downloads: z
    .union([z.strictObject({ rank: z.int().positive() }), z.strictObject({ aMonth: z.int().positive() })])
    .optional(),
  language: z.string(),
  licence: z.string(),
  source: z.string(),
  /** Whose files of clients/shared and whose speaker of templates/ are copied beside the adapter. */
  helper: z.enum(["cpp", "go", "java", "javascript", "python", "rust"]).optional(),
  install: z.strictObject({
    /** Debian packages. */
    apt: z.array(z.string()).optional(),
    /** Python packages with exact versions, in a separate environment. */
    uv: z.array(z.string()).optional(),
    /** Dependencies of these packages that are not needed. */
    without: z.array(z.string()).optional(),
    /** npm packages with exact versions; no install script is run. */
    npm: z.array(z.string()).optional(),
    /** The dependencies of pom.xml, into lib/. */
    maven: z.literal(true).optional(),
  }),
  /** Version of Python; 3.11 if absent. */
  python: z.string().optional(),
  /** Commands that build it, in its folder of the cache. */
  build: z.array(commandSchema).optional(),
  /** The adapter's command line, in its folder of the cache; {root} is this repository. */
  run: z.string(),
  environment: z.record(z.string(), z.string()).optional(),
  /** What it is, if it is no loss: its numbers are judged for exactness alone. */
  metric: z.literal(true).optional(),
  /** Variant id to the call that is judged as it, in the client's own language; the package need not know the variant. */
  claims: z.record(z.string(), z.string()),
  /** Whether it installs and runs in seconds, so that continuous integration judges it. */
  quick: z.boolean().optional(),
  /** The most seconds for one answer. */
  timeout: z.number().optional(),
  /** What a reader of its row on the scoreboard should know. */
  notes: z.string().optional(),
});

export type Declaration = z.infer<typeof declarationSchema> & { readonly name: string };

/** What people take most comes first; then the others, by name; this library's own row last. */
export function byUse(one: Declaration, other: Declaration): number {
  const place = ({ downloads, registry }: Declaration): number => {
    if (downloads === undefined) return registry === "this repository" ? Infinity : Number.MAX_VALUE;
    return "rank" in downloads ? downloads.rank : 1 / downloads.aMonth;
  };
  const [first, second] = [place(one), place(other)];
  return first === second ? one.name.localeCompare(other.name) : first - second;
}

export function clientNames(): readonly string[] {
  return readdirSync(CLIENTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(CLIENTS, entry.name, DECLARATION)))
    .map(({ name }) => name)
    .sort();
}

/** @throws Error that names the client and what is wrong with its declaration */
export function readDeclaration(name: string): Declaration {
  const file = join(CLIENTS, name, DECLARATION);
  const parsed = declarationSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (parsed.success) return { name, ...parsed.data, run: parsed.data.run.replaceAll("{root}", ROOT) };
  const [issue] = parsed.error.issues;
  throw new Error(`${file}: ${issue?.path.join(".")}: ${issue?.message}`);
}
