/** Which Markdown files of the repository are pages, and where on the site each is. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** Files outside docs/ that are pages all the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "README.md": "index.md",
  "README.ko.md": "ko/index.md",
  "DESIGN.md": "design.md",
  "CONTRIBUTING.md": "contributing.md",
  "SECURITY.md": "security.md",
  "CHANGELOG.md": "changelog.md",
  "fixtures/README.md": "vectors.md",
};

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name.startsWith(".") ? [] : markdownIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** Path in the repository: path on the site. Both end in .md. */
export const SITE_PATHS: Readonly<Record<string, string>> = {
  ...ELSEWHERE,
  ...Object.fromEntries(markdownIn("docs").map((path) => [path, path.slice("docs/".length)])),
};
