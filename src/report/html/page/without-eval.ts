/** Zod compiles its schemas where it may. Here the page's policy forbids it, and even trying would be reported. */
import { config } from "zod";

config({ jitless: true });
