/** docs/mutation.md: which changes of our own code the unit tests catch, from docs/mutation.json. */
import { GROUPS, type Group } from "../stryker/groups.ts";
import { REASONS, type Reason } from "../stryker/reasons.ts";
import { type FileRecord, filesOf, readRecord, type Survivor, score } from "../stryker/record.ts";
import type { Page } from "./page.ts";

const percent = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;

/** Vertical bars would end a table's cell, and two backticks hold one. */
const code = (text: string): string => `\`\` ${text.replaceAll("|", "\\|").replaceAll("``", "`` ")} \`\``;

function totalOf(records: readonly FileRecord[]): Pick<FileRecord, "mutants" | "caught"> {
  const sum = (name: "mutants" | "caught"): number => records.reduce((total, each) => total + each[name], 0);
  return { mutants: sum("mutants"), caught: sum("caught") };
}

function known(file: string, { code: changed, replacement }: Survivor): Reason | undefined {
  return REASONS.find(
    (each) =>
      each.file === file &&
      each.code === changed &&
      (each.replacement === undefined || each.replacement === replacement),
  );
}

function reasonOf(file: string, survivor: Survivor): string {
  const untold = survivor.unreached === true ? "no unit test runs it" : "no unit test tells the two apart";
  return known(file, survivor)?.reason ?? untold;
}

export const PAGE: Page = {
  make: () => {
    const record = readRecord();
    if (record === undefined) throw new Error("docs/mutation.json: expected a record. Run: npm run stryker");
    const problems: string[] = [];
    const parts = GROUPS.map((group) => {
      const all = filesOf(group);
      const files = all.flatMap((file) => {
        const found = record.files[file];
        return found === undefined ? [] : [[file, found] as const];
      });
      const missing = all.filter((file) => record.files[file] === undefined);
      const total = totalOf(files.map(([, each]) => each));
      if (missing.length === 0 && score(total) < group.least)
        problems.push(
          `${group.folder}: expected at least ${percent(group.least)} caught, got ${percent(score(total))}`,
        );
      return part(group, files, total, missing);
    });
    const used = new Set(
      Object.entries(record.files).flatMap(([file, { survivors }]) =>
        survivors.map((survivor) => known(file, survivor)),
      ),
    );
    for (const reason of REASONS)
      if (!used.has(reason))
        problems.push(`${reason.file}: a reason is given for ${reason.code}, which no longer survives`);
    const text = `# Mutation testing of our own code

The [kill matrix](kill-matrix.md) shows that the vectors catch wrong losses. This page shows how many changes of this
library's own code its unit tests catch. [Stryker](https://stryker-mutator.io) ${record.stryker} changes the code in one place at a time: an operator,
a condition, a text, a whole block. A change is caught if a unit test then fails or does not end. Only the tests of the
same folder run, without those that read all vectors, so what the vectors alone would catch counts as not caught here.
Numbers in the code are not changed, as Stryker does not change them: the limits in
\`src/compare/tolerances.ts\` are held by tests that state them.

\`npm run stryker\` runs all of it, ${record.date} last with Node ${record.node.slice(1)}; CI runs it for some files
and fails where one falls below its recorded score. [mutation.json](mutation.json) has every change that is not caught.

${parts.join("\n\n")}

<sub>Written by \`npm run pages -- mutation\`.</sub>
`;
    return { files: new Map([["docs/mutation.md", text]]), problems };
  },
};

function part(
  { name, least, folder }: Group,
  files: readonly (readonly [string, FileRecord])[],
  total: Pick<FileRecord, "mutants" | "caught">,
  missing: readonly string[],
): string {
  const rows = files
    .filter(([, { mutants }]) => mutants > 0)
    .map(
      ([file, each]) =>
        `| \`${file.slice(folder.length + 1)}\` | ${each.mutants} | ${each.caught} | ${percent(score(each))} |`,
    );
  const survivors = files.flatMap(([file, each]) =>
    each.survivors.map(
      (survivor) =>
        `| \`${file.slice(folder.length + 1)}\` ${survivor.line} | ${code(survivor.code)} | ${code(survivor.replacement)} | ${reasonOf(file, survivor)} |`,
    ),
  );
  return [
    `## ${name[0]!.toUpperCase()}${name.slice(1)}: \`${folder}\``,
    `${total.caught} of ${total.mutants} changes are caught, ${percent(score(total))}; at least ${percent(least)} must be.`,
    ["| file | changes | caught | share |", "|---|---:|---:|---:|", ...rows].join("\n"),
    ...(missing.length === 0
      ? []
      : [`Not measured yet: ${missing.map((file) => `\`${file}\``).join(", ")}.`]),
    ...(survivors.length === 0
      ? []
      : [
          `<details><summary>The ${survivors.length} that are not caught</summary>`,
          ["| where | code | changed to | why |", "|---|---|---|---|", ...survivors].join("\n"),
          "</details>",
        ]),
  ].join("\n\n");
}
