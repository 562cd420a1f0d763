import { speak } from "./speak.mjs";

setInterval(() => {}, 1000);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});
speak();
