/** Names of the forms of a report, without the code that renders them, since help and completion only name them. */
export const REPORTER_NAMES = ["text", "json", "junit", "ctrf", "github", "badge", "html"] as const;

export type ReporterName = (typeof REPORTER_NAMES)[number];

/** Those of a campaign of random calls. */
export const FUZZ_REPORTER_NAMES = ["text", "json"] as const satisfies readonly ReporterName[];

/** Those of runs side by side. */
export const COMPARE_REPORTER_NAMES = ["text", "json", "html"] as const satisfies readonly ReporterName[];
