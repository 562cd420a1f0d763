// Compares what an expression gives with what the documentation says of it: `…` stands for anything, and what follows a
// value and a colon is an explanation.

function show(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (ArrayBuffer.isView(value)) return show([...value]);
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([name, inner]) => `${name}: ${show(inner)}`);
    return `{ ${fields.join(", ")} }`;
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

export function says(value, said, what) {
  const text = /^[["{]/.test(said) ? said : said.replace(/: .*$/, "");
  const pattern = text
    .split("…")
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
    .join(".*");
  if (!new RegExp(`^${pattern}$`, "s").test(show(value)))
    throw new Error(`${what}: expected ${said}, got ${show(value)}`);
}
