import type { TopLevelSpec } from "vega-lite";
import { describe, expect, it } from "vitest";
import { renderSVG } from "../../scripts/pages/plots/render.ts";

const lines = (title: string): TopLevelSpec => ({
  description: "two lines",
  title,
  width: 200,
  height: 100,
  data: {
    values: [1, 2, 3].flatMap((x) =>
      ["a", "b"].map((name) => ({ x, name, loss: Math.exp(x) + name.length / 3 })),
    ),
  },
  mark: { type: "line", clip: true },
  encoding: {
    x: { field: "x", type: "quantitative" },
    y: { field: "loss", type: "quantitative" },
    color: { field: "name", type: "nominal" },
  },
});

describe("renderSVG", () => {
  it("gives the same bytes again, also when drawings are asked for at once", async () => {
    const alone = await renderSVG(lines("one"));
    const [first, other, again] = await Promise.all(
      [lines("one"), lines("two"), lines("one")].map(renderSVG),
    );
    expect(first).toBe(alone);
    expect(again).toBe(alone);
    expect(other).not.toBe(alone);
  });

  it("is a standalone document with the theme's colours, a description and short coordinates", async () => {
    const svg = await renderSVG({ ...lines("one"), description: 'two lines, "a" & <b>' });
    expect(svg).toMatch(/^<svg role="img" aria-label="two lines, &quot;a&quot; &amp; &lt;b>" xmlns=/);
    expect(svg.toUpperCase()).toContain("#D55E00");
    expect(svg).toMatch(/ d="[^"]*\.\d/);
    expect(svg).not.toMatch(/="[^"]*\.\d{3}/);
    expect(svg.endsWith("</svg>\n")).toBe(true);
  });

  it("has a counterpart of every colour for the dark theme, and refuses a colour without one", async () => {
    const svg = await renderSVG(lines("one"));
    const colours = new Set([...svg.matchAll(/ (?:fill|stroke)="(#[^"]+)"/g)].map(([, colour]) => colour));
    const [, dark] = /<style>@media\(prefers-color-scheme:dark\)\{(.*?)\}<\/style>/.exec(svg)!;
    for (const colour of colours) expect(dark).toMatch(new RegExp(`="${colour}"\\]\\{\\w+:#`));
    const odd = { ...lines("one"), background: "#123456" };
    await expect(renderSVG(odd)).rejects.toThrow("dark.ts, got #123456");
  });

  it("refuses a spec that Vega would draw with a warning, and draws the next one", async () => {
    const spec = { ...lines("one"), encoding: { nowhere: { field: "x" } } } as unknown as TopLevelSpec;
    await expect(renderSVG(spec)).rejects.toThrow(/^spec: expected .* got: .*nowhere/);
    await expect(renderSVG(lines("one"))).resolves.toContain("<svg");
  });

  it("refuses a spec that says nothing to those who cannot see it", async () => {
    const { description: _, ...spec } = lines("one") as TopLevelSpec & object;
    await expect(renderSVG(spec as TopLevelSpec)).rejects.toThrow("spec: expected a description");
  });
});
