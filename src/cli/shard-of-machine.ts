/** `--shard auto`: which part of a run this machine has, from the variables of the scheduler that started it. */
import type { Shard } from "../conformance/shard.ts";

interface Scheduler {
  readonly name: string;
  readonly index: string;
  readonly count: string;
  /** Its first index, or the variable that holds it. */
  readonly first: 0 | 1 | string;
}

/**
 * Kubernetes and GitHub tell a job only its index: the number of parts is a variable in the job file, as
 * docs/judging.md shows it.
 */
const SCHEDULERS: readonly Scheduler[] = [
  {
    name: "Slurm",
    index: "SLURM_ARRAY_TASK_ID",
    count: "SLURM_ARRAY_TASK_COUNT",
    first: "SLURM_ARRAY_TASK_MIN",
  },
  { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", count: "JOB_COMPLETIONS", first: 0 },
  { name: "GitHub", index: "STRATEGY_JOB_INDEX", count: "STRATEGY_JOB_TOTAL", first: 0 },
  { name: "GitLab", index: "CI_NODE_INDEX", count: "CI_NODE_TOTAL", first: 1 },
  { name: "Buildkite", index: "BUILDKITE_PARALLEL_JOB", count: "BUILDKITE_PARALLEL_JOB_COUNT", first: 0 },
  { name: "CircleCI", index: "CIRCLE_NODE_INDEX", count: "CIRCLE_NODE_TOTAL", first: 0 },
];

type Environment = Readonly<Record<string, string | undefined>>;

/** The part, or what is wrong with the variables. */
export function shardOfMachine(environment: Environment): Shard | string {
  const scheduler = SCHEDULERS.find(({ index }) => environment[index] !== undefined);
  if (scheduler === undefined) {
    const names = SCHEDULERS.map(({ name, index }) => `${index} (${name})`).join(", ");
    return `expected one of the variables ${names}, got none`;
  }
  const { index, count, first } = scheduler;
  const read = (name: string): number | undefined => {
    const text = environment[name];
    return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  };
  const [place, parts] = [read(index), read(count)];
  const start = typeof first === "number" ? first : read(first);
  if (place === undefined || parts === undefined || start === undefined) {
    const given = [index, count, ...(typeof first === "string" ? [first] : [])];
    const lost = given.find((name) => read(name) === undefined)!;
    return `${lost}: expected a whole number, got ${environment[lost] ?? "none"}`;
  }
  // A Slurm array may count in steps.
  const step = read("SLURM_ARRAY_TASK_STEP");
  const at = scheduler.name === "Slurm" && step ? (place - start) / step : place - start;
  if (Number.isInteger(at) && at >= 0 && at < parts) return { index: at + 1, count: parts };
  return `${index}: expected a place among ${parts}, got ${place}`;
}
