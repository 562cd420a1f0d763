/** What the kernels export. */
export { narrow, widen } from "./halves";
export { labels32 } from "./labels";
export { heapBase, rows32, rows64, scratch } from "./rows";
