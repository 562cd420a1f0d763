import "./right.mjs";

throw new Error("no GPU here");
