/** The badges of the README: small pictures of what the commands found, drawn here so that a page asks no other host. */

/** Widths of characters differ by font; `textLength` makes the text as wide as its box in any. */
const CHARACTER = 6.6;
const MARGIN = 7;

export function badge(label: string, says: string): string {
  const [left, right] = [label, says].map((text) => Math.round(text.length * CHARACTER) + 2 * MARGIN) as [
    number,
    number,
  ];
  const text = (words: string, x: number, width: number): string =>
    `<text x="${x + MARGIN}" y="14" textLength="${width - 2 * MARGIN}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${says}">`,
    `<clipPath id="c"><rect width="${left + right}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#c)"><path fill="#4a4a4a" d="M0 0h${left}v20H0z"/><path fill="#0b5fa5" d="M${left} 0h${right}v20H${left}z"/></g>`,
    `<g fill="#fff" font-family="Verdana, Geneva, 'DejaVu Sans', sans-serif" font-size="11">`,
    text(label, 0, left),
    text(says, left, right),
    "</g></svg>",
  ];
  return `${parts.join("")}\n`;
}
