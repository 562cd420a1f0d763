import { speak } from "./speak.mjs";

speak({ onRun: () => process.abort() });
