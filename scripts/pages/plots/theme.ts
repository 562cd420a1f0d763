/** The look of every chart of the documentation; a spec's own `config` overrides it. */
import type { Config } from "vega-lite";

/**
 * Okabe and Ito's colours, which people with any colour vision can tell apart, with grey in place of their yellow. Black
 * is first, for equation (1).
 */
const PALETTE = [
  "#000000",
  "#D55E00",
  "#0072B2",
  "#009E73",
  "#CC79A7",
  "#E69F00",
  "#56B4E9",
  "#999999",
] as const;

/** Fonts that every browser has, and fonts for Korean; charts contain no other script. */
const FONT = "Helvetica, Arial, 'Noto Sans KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif";

export const THEME: Config = {
  background: "white",
  padding: 12,
  font: FONT,
  title: { fontSize: 13, anchor: "start", subtitleFontSize: 12, subtitleColor: "#444", offset: 10 },
  axis: {
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    gridColor: "#e4e4e4",
    domainColor: "#666",
    tickColor: "#666",
  },
  legend: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelLimit: 400 },
  header: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
  line: { strokeWidth: 2 },
  view: { stroke: null },
  range: { category: [...PALETTE] },
};
