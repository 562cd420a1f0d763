import { describeConformance } from "../../../src/vitest/index.ts";
import { wrong } from "./losses.ts";

describeConformance(wrong, { only: ["equation1.mean.index.*.f32"] });
