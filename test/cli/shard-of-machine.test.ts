import { describe, expect, it } from "vitest";
import { shardOfMachine } from "../../src/cli/shard-of-machine.ts";

describe("--shard auto", () => {
  it.each<[string, Record<string, string>, object]>([
    [
      "a Slurm array from 0",
      { SLURM_ARRAY_TASK_ID: "2", SLURM_ARRAY_TASK_COUNT: "4", SLURM_ARRAY_TASK_MIN: "0" },
      { index: 3, count: 4 },
    ],
    [
      "a Slurm array from 1",
      { SLURM_ARRAY_TASK_ID: "4", SLURM_ARRAY_TASK_COUNT: "4", SLURM_ARRAY_TASK_MIN: "1" },
      { index: 4, count: 4 },
    ],
    [
      "a Slurm array in steps",
      {
        SLURM_ARRAY_TASK_ID: "7",
        SLURM_ARRAY_TASK_COUNT: "3",
        SLURM_ARRAY_TASK_MIN: "1",
        SLURM_ARRAY_TASK_STEP: "3",
      },
      { index: 3, count: 3 },
    ],
    [
      "an indexed Job of Kubernetes",
      { JOB_COMPLETION_INDEX: "0", JOB_COMPLETIONS: "3" },
      { index: 1, count: 3 },
    ],
    ["a matrix of GitHub", { STRATEGY_JOB_INDEX: "1", STRATEGY_JOB_TOTAL: "2" }, { index: 2, count: 2 }],
    ["GitLab", { CI_NODE_INDEX: "2", CI_NODE_TOTAL: "4" }, { index: 2, count: 4 }],
    ["Buildkite", { BUILDKITE_PARALLEL_JOB: "3", BUILDKITE_PARALLEL_JOB_COUNT: "4" }, { index: 4, count: 4 }],
    ["CircleCI", { CIRCLE_NODE_INDEX: "0", CIRCLE_NODE_TOTAL: "4" }, { index: 1, count: 4 }],
  ])("reads the place of %s", (_, environment, shard) => {
    expect(shardOfMachine(environment)).toEqual(shard);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{}, /^expected one of the variables SLURM_ARRAY_TASK_ID \(Slurm\), .*, got none$/],
    [{ JOB_COMPLETION_INDEX: "0" }, /^JOB_COMPLETIONS: expected a whole number, got none$/],
    [{ CI_NODE_INDEX: "5", CI_NODE_TOTAL: "4" }, /^CI_NODE_INDEX: expected a place among 4, got 5$/],
    [{ CI_NODE_INDEX: "x", CI_NODE_TOTAL: "4" }, /^CI_NODE_INDEX: expected a whole number, got x$/],
  ])("refuses %o", (environment, message) => {
    expect(shardOfMachine(environment)).toMatch(message);
  });
});
