/** How the repository's Markdown is read for the site: links, ids of headings, blocks of code. */
import { existsSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import katex from "@vscode/markdown-it-katex";
import type { MarkdownRenderer } from "vitepress";
import { ROOT, SITE_PATHS } from "./pages.ts";
import { REPOSITORY } from "./repository.ts";

/**
 * The id of a heading as code hosts make it: lower case, spaces to hyphens, other punctuation left out. So a link to a
 * heading works there and here.
 */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
}

/** Where a link of a page leads on the site; undefined where the site does not have it. */
function hrefOnSite(href: string, page: string): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return href;
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/.exec(href)!;
  const target = normalize(join(dirname(page), decodeURI(path))).replace(/\/$/, "");
  const found = SITE_PATHS[target] ?? SITE_PATHS[`${target}/README.md`];
  if (found !== undefined) return `/${found.replace(/(?:^|(?<=\/))index\.md$/, "")}${rest}`;
  if (!existsSync(join(ROOT, target))) return href; // VitePress names it as a dead link.
  return REPOSITORY === undefined ? undefined : `${REPOSITORY}/blob/main/${target}${rest}`;
}

const NOTHING = { type: "text", content: "", tag: "", nesting: 0 };

/** A plugin of markdown-it. A link to a file that is no page leads to the repository, or becomes plain text. */
export function rewriteLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("repository-links", ({ tokens, env }) => {
    const page = relative(ROOT, env.realPath ?? env.path);
    for (const { children } of tokens) {
      const open: boolean[] = [];
      for (const token of children ?? []) {
        if (token.type === "link_open") {
          const href = hrefOnSite(token.attrGet("href")!, page);
          open.push(href !== undefined);
          if (href === undefined) Object.assign(token, NOTHING);
          else token.attrSet("href", href);
        } else if (token.type === "link_close" && open.pop() === false) {
          Object.assign(token, NOTHING);
        }
      }
    }
  });
}

/** The first screen of the site says what the README opens with, up to its table, in another way. */
export function dropOpening(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("drop-opening", ({ tokens, env }) => {
    if (!/^README/.test(relative(ROOT, env.realPath ?? env.path))) return;
    const paragraph = tokens.findIndex((_, i) => tokens[i + 3]?.type === "table_open");
    tokens.splice(0, paragraph);
  });
}

/** `$…$` and `$$…$$` are typeset by KaTeX when the site is built; what it makes is no template of Vue's. */
export function typesetMath(markdown: MarkdownRenderer): void {
  markdown.use(katex.default, { throwOnError: true, strict: "error" });
  for (const rule of ["math_inline", "math_block"]) {
    const plain = markdown.renderer.rules[rule]!;
    // A long formula scrolls on a phone, so it is reached by the keyboard, too.
    const [tag, focus] = rule === "math_block" ? ["div", ' tabindex="0"'] : ["span", ""];
    markdown.renderer.rules[rule] = (...args) =>
      `<${tag} v-pre class="math"${focus}>${plain(...args)}</${tag}>`;
  }
}

/** The empty corner of a table is no heading of anything. */
export function plainCorners(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("plain-corners", ({ tokens }) => {
    tokens.forEach((token, i) => {
      const isEmpty = token.type === "th_open" && tokens[i + 1]?.content === "";
      if (isEmpty) for (const each of [token, tokens[i + 2]!]) each.tag = "td";
    });
  });
}

/** A number as tables have it: with a sign, a unit or a share. */
const NUMBER =
  /^[-+−±<>≤≥~×]*\s*(?:[\d.,]+(?:e[-+]?\d+)?|∞|NaN|-|—|0)?(?:\s*(?:%|[a-z]{1,4}|[×/]\s*[\d.,]+))?$/i;

/**
 * A table of words has no room on a phone: its rows become cards there, each cell under the name of its column. A table of
 * numbers stays one.
 */
export function cardsOfWords(markdown: MarkdownRenderer): void {
  markdown.renderer.rules.table_open = (tokens, index) =>
    `<table tabindex="0"${tokens[index]!.meta === "cards" ? ' class="cards"' : ""}>\n`;
  markdown.core.ruler.push("cards-of-words", ({ tokens }) => {
    tokens.forEach((token, at) => {
      if (token.type !== "table_open") return;
      const end = tokens.findIndex((each, i) => i > at && each.type === "table_close");
      const inside = tokens.slice(at, end);
      const textAfter = (type: string): string[] =>
        inside.flatMap((each, i) => (each.type === type ? [inside[i + 1]!.content] : []));
      const names = textAfter("th_open");
      const isWord = textAfter("td_open").map((text, i) => i % names.length > 0 && !NUMBER.test(text));
      if (names.length < 2 || isWord.filter(Boolean).length * 3 < isWord.length) return;
      token.meta = "cards";
      inside
        .filter(({ type }) => type === "td_open")
        .forEach((cell, i) => {
          cell.attrSet("data-label", names[i % names.length]!.replaceAll(/[`*$\\]/g, ""));
        });
    });
  });
}

/** Tables that are drawn with characters cannot be wrapped. */
export function keepDrawnTables(markdown: MarkdownRenderer): void {
  const plain = markdown.renderer.rules.fence!;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const html = plain(tokens, index, ...rest);
    return /^\|.*\|$/m.test(tokens[index]!.content) ? html.replace('class="', 'class="drawn ') : html;
  };
}

/** Indented code gets the box of fenced code, which scrolls where the screen is narrow. */
export function fenceIndented(markdown: MarkdownRenderer): void {
  markdown.renderer.rules.code_block = (tokens, index, ...rest) => {
    Object.assign(tokens[index]!, { info: "txt" });
    return markdown.renderer.rules.fence!(tokens, index, ...rest);
  };
}

/** Pictures of terminals keep their size where the screen is narrower, and scroll, as code does. */
export function scrollTerminals(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("scroll-terminals", ({ tokens }) => {
    tokens.forEach(({ children }, i) => {
      const picture = children?.length === 1 ? children[0]! : undefined;
      if (picture?.type !== "image" || !/images\/\w+\.svg$/.test(picture.attrGet("src")!)) return;
      const paragraph = tokens[i - 1]!;
      paragraph.attrSet("class", "terminal");
      paragraph.attrSet("tabindex", "0");
    });
  });
}

/** Long names in headings, such as torch.nn.CrossEntropyLoss, may be broken after a dot. */
export function breakAfterDots(markdown: MarkdownRenderer): void {
  const plain = markdown.renderer.rules.text!;
  markdown.renderer.rules.text = (tokens, index, ...rest) => {
    const text = plain(tokens, index, ...rest);
    return tokens[index]!.meta === "heading" ? text.replaceAll(/(?<=\w\.)(?=[A-Za-z]{2})/g, "<wbr>") : text;
  };
  markdown.core.ruler.push("names-in-headings", ({ tokens }) => {
    tokens.forEach(({ children }, i) => {
      if (tokens[i - 1]?.type !== "heading_open") return;
      for (const token of children ?? []) token.meta ??= "heading";
    });
  });
}
