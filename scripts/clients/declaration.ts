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
