import { speak } from "./speak.mjs";

console.log("MyFramework 3.2 - have a nice day!");
speak();
