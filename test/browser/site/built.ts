/** The built files, read without a browser: links, anchors, other hosts, cells of tables. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Check } from "./check.ts";
import { SITE } from "./serve.ts";

/** Links that a cell of a table has room for on a phone. */
const MOST_LINKS = 10;

/** Every page, by its path on the site. */
export function pagesOfSite(): string[] {
  return readdirSync(SITE, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".html") && path !== "404.html")
    .map((path) => `/${path}`)
    .sort();
}

const read = (path: string): string => readFileSync(join(SITE, path), "utf8");

const idsOf = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => unescaped(id!)));

const unescaped = (text: string): string =>
  text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

function linkProblems(page: string, ids: (page: string) => ReadonlySet<string>): string[] {
  return [...read(page).matchAll(/<a\s[^>]*?href="([^"]*)"/g)].flatMap(([, raw]) => {
    const href = unescaped(raw!);
    if (/^[a-z]+:/i.test(href)) return [];
    const [path = "", fragment] = href.split("#");
    const target = path === "" ? page : fileOf(path.startsWith("/") ? path : join(dirname(page), path));
    if (!existsSync(join(SITE, target))) return [`${page}: ${href} leads nowhere`];
    if (!fragment || ids(target).has(decodeURIComponent(fragment))) return [];
    return [`${page}: ${href}: ${target} has no such heading`];
  });
}

function fileOf(path: string): string {
  if (path.endsWith("/")) return `${path}index.html`;
  return /\.\w+$/.test(path) ? path : `${path}.html`;
}

export const BUILT: readonly Check[] = [
  {
    says: "every link leads to a page and a heading that exist",
    problems: () => {
      const known = new Map<string, ReadonlySet<string>>();
      const ids = (page: string): ReadonlySet<string> => {
        if (!known.has(page)) known.set(page, idsOf(read(page)));
        return known.get(page)!;
      };
      return pagesOfSite().flatMap((page) => linkProblems(page, ids));
    },
  },
  {
    says: "nothing is loaded from another host",
    problems: () =>
      readdirSync(SITE, { recursive: true, encoding: "utf8" }).flatMap((path) => {
        if (!/\.(?:html|css)$/.test(path)) return [];
        const text = read(path);
        const loaded = [
          ...text.matchAll(
            /<(?:script|img|link|iframe|source|video|audio)\s[^>]*?(?:src|href)="((?:https?:)?\/\/[^"]*)"/g,
          ),
          ...text.matchAll(/(?:url\(|@import\s)["']?((?:https?:)?\/\/[^"')]*)/g),
        ];
        return loaded.map(([, url]) => `${path}: ${url}`);
      }),
  },
  {
    says: `no cell of a table has more than ${MOST_LINKS} links`,
    problems: () =>
      pagesOfSite().flatMap((page) => {
        const cells = [...read(page).matchAll(/<td[^>]*>(.*?)<\/td>/gs)];
        const most = Math.max(0, ...cells.map(([cell]) => cell.split("<a ").length - 1));
        return most > MOST_LINKS ? [`${page}: a cell with ${most} links`] : [];
      }),
  },
];
