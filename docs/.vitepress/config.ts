/** The site: every page that the repository has, where it already stands. `npm run site` builds it. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type HeadConfig } from "vitepress";
import {
  breakAfterDots,
  cardsOfWords,
  dropOpening,
  fenceIndented,
  keepDrawnTables,
  plainCorners,
  rewriteLinks,
  scrollTerminals,
  slugOf,
  typesetMath,
} from "./markdown.ts";
import { NAV, SEARCH_IN_KOREAN, SIDEBAR, WORDS_IN_KOREAN } from "./navigation.ts";
import { SITE_PATHS } from "./pages.ts";

/** A smoothed target: one tall bar and three of what it gave away. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="#3451b2"><path d="M1 11h3v4H1zM5 1h3v14H5zM9 11h3v4H9zM13 11h3v4h-3z"/></svg>`;

/** The playground's scripts, asked for with the page rather than after three others have been read. */
function preloads(outDir: string, base: string): HeadConfig[] {
  const scripts = readdirSync(join(outDir, "assets/chunks")).filter((name) => name.startsWith("Playground."));
  return scripts.map((name) => ["link", { rel: "modulepreload", href: `${base}assets/chunks/${name}` }]);
}

export default defineConfig({
  srcDir: "..",
  srcExclude: ["{assembly,bin,examples,python-ref,scripts,site,src,test}/**", "fixtures/NOTICE.md"],
  rewrites: SITE_PATHS,
  outDir: "../site",
  cacheDir: "../node_modules/.cache/vitepress",
  // A project page of a code host stands in a folder: SITE_BASE=/smoothproof/.
  base: process.env.SITE_BASE ?? "/",
  title: "smoothproof",
  description: "Which label-smoothing loss is it, and is it right?",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  // Wide tables take the place of the outline.
  transformPageData: ({ relativePath }) => {
    if (/^(?:ko\/)?index\.md$/.test(relativePath))
      return { frontmatter: { aside: false, sidebar: false, front: true } };
    return /(?:explain|scoreboard|results|training|performance|variants\/index)\.md$/.test(relativePath)
      ? { frontmatter: { aside: false } }
      : undefined;
  },
  transformHead: ({ page, siteConfig: { outDir }, siteData: { base } }) =>
    page.endsWith("playground.md") ? preloads(outDir, base) : [],
  locales: {
    root: { label: "English", lang: "en", themeConfig: { nav: NAV.en, sidebar: SIDEBAR.en } },
    ko: {
      label: "한국어",
      lang: "ko",
      description: "지금 쓰는 레이블 스무딩 손실은 무엇이고, 맞게 계산하고 있을까?",
      themeConfig: { nav: NAV.ko, sidebar: SIDEBAR.ko, ...WORDS_IN_KOREAN },
    },
  },
  themeConfig: {
    search: {
      provider: "local",
      options: { locales: { ko: { translations: SEARCH_IN_KOREAN } } },
    },
    outline: { level: 2 },
  },
  vite: {
    define: { __PAGES__: JSON.stringify(Object.values(SITE_PATHS)) },
    resolve: {
      alias: [
        { find: /^.*\/composables\/langs$/, replacement: join(import.meta.dirname, "theme/languages.ts") },
      ],
    },
  },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    anchor: { slugify: slugOf },
    toc: { slugify: slugOf },
    config: (markdown) => {
      markdown.use(typesetMath);
      markdown.use(dropOpening);
      markdown.use(rewriteLinks);
      markdown.use(fenceIndented);
      markdown.use(plainCorners);
      markdown.use(cardsOfWords);
      markdown.use(keepDrawnTables);
      markdown.use(scrollTerminals);
      markdown.use(breakAfterDots);
    },
  },
});
