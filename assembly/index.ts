/** What the kernels export. */
export { narrow, widen } from "./halves";
export { labels32 } from "./labels";
export { planes32 } from "./planes";
export { heapBase, rows32, rows64, scratch } from "./rows";
