/** Two or three command lines for each command, as people type them. */
export const EXAMPLES: { readonly [command: string]: readonly string[] } = {
  conformance: [
    "npx smoothproof conformance --module ./my-loss.js",
    'npx smoothproof conformance --exec "python3 adapter.py" --variant torch --tier core',
    "npx smoothproof conformance --module ./my-loss.js --reporter github --reporter junit=report.xml",
    "npx smoothproof conformance --module ./my-loss.js --write-expected-failures known.json",
  ],
  fuzz: ['npx smoothproof fuzz --oracle onnx --exec "./my_loss" --runs 10000 --seed 1'],
  merge: ["npx smoothproof merge part-1.json part-2.json part-3.json part-4.json"],
  compare: [
    "npx smoothproof compare yesterday.json today.json",
    "npx smoothproof compare mine.json theirs.json --reporter html=side-by-side.html",
  ],
  init: ["npx smoothproof init python", "npx smoothproof init pytest"],
  serve: ['npx smoothproof conformance --exec "npx smoothproof serve"'],
  identify: [
    "npx smoothproof identify --input numbers.json",
    "npx smoothproof identify --onnx loss.onnx",
    "npx smoothproof identify --module ./my-loss.js",
  ],
  explain: [
    "npx smoothproof explain --from torch:labelSmoothing=0.1 --to simple:labelSmoothing=0.1 --input batch.json",
  ],
  convert: ["npx smoothproof convert 0.1 --from torch --to simple --classes 10"],
  floor: ["npx smoothproof floor --variant torch --classes 10 --label-smoothing 0.1 --loss 0.52"],
  cases: ["npx smoothproof cases", "npx smoothproof cases keras-7563"],
  list: ["npx smoothproof list", "npx smoothproof list torch"],
  vectors: [
    "npx smoothproof vectors --variant torch --tier core > vectors.jsonl",
    "npx smoothproof vectors --show torch.mean.index.2d.ordinary.a0.f32 --as python",
    "npx smoothproof vectors --write golden-vectors",
    "npx smoothproof vectors --write fixture-files --raw",
  ],
  completion: ['eval "$(npx smoothproof completion bash)"'],
};
