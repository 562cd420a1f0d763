/**
 * Charts in the dark theme. A chart is an image of its page, and browsers tell it which theme the page has. So each chart
 * carries a style sheet that gives every colour of the light theme its counterpart.
 */

/** Colours as they stand in the cleaned SVG, and what they become: on the page's dark grey, told apart by everybody too. */
const DARK: Readonly<Record<string, string>> = {
  "#fff": "#1b1b1f",
  "#000": "#eee",
  "#333": "#ccc",
  "#444": "#bbb",
  "#666": "#999",
  "#999": "#8a8a90",
  "#cfcfcf": "#5a5a62",
  "#e4e4e4": "#3a3a40",
  "#d55e00": "#ff9147",
  "#0072b2": "#7cc4f5",
  "#009e73": "#2fc79c",
  "#cc79a7": "#e48fc0",
  "#e69f00": "#f0b840",
  "#56b4e9": "#2b86c0",
};

/** @throws TypeError for a colour without a counterpart */
export function withDarkTheme(svg: string): string {
  const used = [
    ...new Set([...svg.matchAll(/ (fill|stroke)="(#[^"]+)"/g)].map(([pair]) => pair.trim())),
  ].sort();
  const rules = used.map((pair) => {
    const [, property, colour] = /^(\w+)="(.+)"$/.exec(pair)!;
    const dark = DARK[colour!];
    if (dark === undefined)
      throw new TypeError(
        `spec: expected a colour that has one for the dark theme in dark.ts, got ${colour}`,
      );
    return `[${property}="${colour}"]{${property}:${dark}}`;
  });
  return svg.replace(
    /<svg [^>]*>/,
    (start) => `${start}<style>@media(prefers-color-scheme:dark){${rules.join("")}}</style>`,
  );
}
