/**
 * Formulas of the records in TeX, for KaTeX on the site and for `$…$` on GitHub, which refuses \operatorname.
 *
 * Read are names with one subscript, numbers, groups, powers, and quotients without spaces around their bar.
 */
const NAMES: { readonly [name: string]: string } = {
  a: "\\alpha",
  e: "\\varepsilon",
  gamma: "\\gamma",
  sum: "\\sum",
  log: "\\log",
  exp: "\\exp",
  max: "\\max",
  tanh: "\\tanh",
};
const SIGNS: { readonly [sign: string]: string } = { "!=": " \\ne ", "<=": " \\le ", ",": ",\\quad " };
const TOKEN = /\s+|[A-Za-z]+(?:_[A-Za-z]+)?|\d+(?:\.\d+)?|!=|<=|\S/g;

/** A piece of TeX; a group also without its parentheses. */
interface Piece {
  readonly tex: string;
  readonly inner?: string;
}

function nameOf(name: string): string {
  const known = NAMES[name];
  if (known !== undefined) return known;
  return name.length === 1 ? name : `\\mathrm{${name}}`;
}

function pieceOf(token: string, or: string): Piece {
  if (token === "or") return { tex: `\\text{ ${or} }` };
  const [name = "", below] = token.split("_");
  if (!/^[A-Za-z]/.test(name)) return { tex: SIGNS[token] ?? token.replace(/^\s+$/, " ") };
  const subscript = below === undefined ? "" : below.length === 1 ? `_${below}` : `_{\\text{${below}}}`;
  return { tex: `${nameOf(name)}${subscript}` };
}

/** @param or the word between two definitions */
export function texOf(formula: string, or = "or"): string {
  const tokens = formula.match(TOKEN) ?? [];
  let at = 0;
  const group = (): string => {
    const pieces: Piece[] = [];
    while (at < tokens.length && tokens[at] !== ")") {
      const piece = atom();
      if (piece.tex === "/" || piece.tex === "^") {
        const before = pieces.pop()!;
        const after = atom();
        pieces.push({
          tex:
            piece.tex === "^"
              ? `${before.tex}^{${after.tex}}`
              : `\\frac{${before.inner ?? before.tex}}{${after.inner ?? after.tex}}`,
        });
      } else pieces.push(piece);
    }
    return pieces.map(({ tex }) => tex).join("");
  };
  const atom = (): Piece => {
    const token = tokens[at++]!;
    if (token !== "(") return pieceOf(token, or);
    const inner = group();
    at += 1;
    const close = inner.replaceAll(",\\quad ", ", ");
    // A condition stands apart from what it is of.
    const apart = /[=<>]|\\ne|\\le/.test(inner) ? "\\;\\;" : "";
    // A subscript of the whole: softmax(x)_k.
    const below = tokens[at] === "_" ? `_${tokens[at + 1]}` : "";
    if (below !== "") at += 2;
    return { tex: `${apart}(${close})${below}`, inner };
  };
  return group().replaceAll(/ {2,}/g, " ").trim();
}
