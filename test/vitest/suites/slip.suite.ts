import { describeConformance } from "../../../src/vitest/index.ts";
import { right } from "./losses.ts";

describeConformance(right, { only: ["no-such-vector"] });
