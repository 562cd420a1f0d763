/** Forms of a report, apart from what renders them: help and completion name them, and load nothing. */
export const REPORTER_NAMES = ["text", "json"] as const;

export type ReporterName = (typeof REPORTER_NAMES)[number];
