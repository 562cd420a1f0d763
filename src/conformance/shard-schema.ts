import * as z from "zod";
import { MOST_SHARDS, type Shard } from "./shard.ts";

/** A part of a run, as in reports. */
export const shardSchema: z.ZodType<Shard> = z
  .strictObject({ index: z.int().positive(), count: z.int().positive().max(MOST_SHARDS) })
  .refine(({ index, count }) => index <= count, { error: "expected an index of at most count" });
