import type picocolors from "picocolors";

/** What picocolors' `createColors(enabled)` makes: the caller decides whether there is colour. */
export type Colors = ReturnType<typeof picocolors.createColors>;
