/**
 * The menu and the side bar: every page once, in the reader's order.
 *
 * A group that folds has a page of its own: without one, VitePress puts one button into another.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";
import { ROOT, SITE_PATHS } from "./pages.ts";

const REPOSITORY_PATHS = Object.fromEntries(Object.entries(SITE_PATHS).map(([path, site]) => [site, path]));

/** The first heading of a page, without Markdown. */
function titleOf(site: string): string {
  const text = readFileSync(join(ROOT, REPOSITORY_PATHS[site]!), "utf8");
  return /^# (.+)$/m.exec(text)![1]!.replaceAll("`", "");
}

const linkOf = (site: string): string =>
  `/${site.replace(/(?:^|(?<=\/))index\.md$/, "").replace(/\.md$/, "")}`;

const page = (site: string, text = titleOf(site)): DefaultTheme.SidebarItem => ({ text, link: linkOf(site) });

/** Every page of a folder of the site but its index. */
const pagesIn = (folder: string, text?: (site: string) => string): DefaultTheme.SidebarItem[] =>
  Object.values(SITE_PATHS)
    .filter((site) => site.startsWith(folder) && site !== `${folder}index.md`)
    .sort()
    .map((site) => page(site, text?.(site)));

const idOf = (site: string): string => site.replace(/^.*\//, "").replace(/\.md$/, "");

export const NAV = {
  en: [
    { text: "Guide", link: "/" },
    { text: "Playground", link: "/playground" },
    { text: "Definitions", link: "/variants/" },
    { text: "Scoreboard", link: "/scoreboard" },
    { text: "Reference", link: "/cli" },
  ],
  ko: [
    { text: "안내", link: "/ko/" },
    { text: "직접 해 보기", link: "/ko/playground" },
    { text: "구현 목록", link: "/ko/variants/" },
    { text: "점수판", link: "/ko/scoreboard" },
    { text: "명령", link: "/ko/cli" },
  ],
} satisfies Record<string, DefaultTheme.NavItem[]>;

export const SIDEBAR = {
  en: [
    {
      text: "Guide",
      items: [
        page("index.md", "What it is"),
        page("tasks.md"),
        page("playground.md"),
        page("judging.md"),
        page("identify.md"),
        page("explain.md"),
        page("comparing.md"),
        page("tfjs.md"),
      ],
    },
    {
      text: "Reference",
      items: [
        page("library.md"),
        page("reference.md"),
        page("commands.md"),
        page("cli.md"),
        page("protocol.md"),
        page("vectors.md"),
      ],
    },
    {
      text: "What is known",
      items: [
        page("origin.md"),
        page("scoreboard.md"),
        page("how-this-could-be-wrong.md"),
        page("cases.md"),
        page("training.md"),
        page("results.md"),
        page("kill-matrix.md"),
        page("own-tests.md"),
        page("mutation.md"),
        page("performance.md"),
        page("reliability.md"),
      ],
    },
    { text: "Findings", link: "/scoreboard#findings", collapsed: true, items: pagesIn("findings/") },
    {
      text: "Definitions",
      link: "/variants/",
      collapsed: true,
      items: [page("divergence.md"), ...pagesIn("variants/", idOf)],
    },
    {
      text: "The project",
      items: [page("design.md"), page("contributing.md"), page("security.md"), page("changelog.md")],
    },
  ],
  ko: [
    {
      text: "안내",
      items: [
        page("ko/index.md", "smoothproof란"),
        page("ko/tasks.md"),
        page("ko/playground.md"),
        page("ko/judging.md"),
        page("ko/identify.md"),
        page("ko/explain.md"),
        page("ko/comparing.md"),
        page("ko/tfjs.md"),
      ],
    },
    {
      text: "찾아보기",
      items: [
        page("ko/library.md"),
        page("ko/reference.md"),
        page("ko/commands.md"),
        page("ko/cli.md"),
        page("ko/protocol.md"),
        page("vectors.md", "골든 벡터(영어)"),
      ],
    },
    {
      text: "알려진 것",
      items: [
        page("ko/origin.md"),
        page("ko/scoreboard.md"),
        page("ko/how-this-could-be-wrong.md"),
        page("ko/cases.md"),
        page("ko/training.md"),
        page("ko/results.md"),
        page("ko/kill-matrix.md"),
        page("ko/own-tests.md"),
        page("ko/mutation.md"),
        page("ko/performance.md"),
        page("ko/reliability.md"),
      ],
    },
    {
      text: "찾아낸 결함",
      link: "/ko/scoreboard#찾아낸-결함",
      collapsed: true,
      items: pagesIn("ko/findings/"),
    },
    {
      text: "구현 목록",
      link: "/ko/variants/",
      collapsed: true,
      items: [page("ko/divergence.md"), ...pagesIn("ko/variants/", idOf)],
    },
  ],
} satisfies Record<string, DefaultTheme.SidebarItem[]>;

/** What the theme says of itself. */
export const WORDS_IN_KOREAN = {
  outline: { level: 2, label: "이 페이지" },
  docFooter: { prev: "이전", next: "다음" },
  darkModeSwitchLabel: "화면 모드",
  lightModeSwitchTitle: "밝은 화면으로",
  darkModeSwitchTitle: "어두운 화면으로",
  sidebarMenuLabel: "메뉴",
  returnToTopLabel: "맨 위로",
  langMenuLabel: "언어 바꾸기",
  skipToContentLabel: "본문으로 건너뛰기",
  notFound: {
    title: "페이지가 없습니다",
    quote: "주소가 바뀌었거나 잘못 적힌 주소입니다.",
    linkLabel: "첫 페이지로",
    linkText: "첫 페이지로",
  },
};

/** What the search says of itself. */
export const SEARCH_IN_KOREAN = {
  button: { buttonText: "검색", buttonAriaLabel: "검색" },
  modal: {
    displayDetails: "자세히 보기",
    resetButtonTitle: "검색어 지우기",
    backButtonTitle: "검색 닫기",
    noResultsText: "찾은 것이 없습니다:",
    footer: {
      selectText: "선택",
      selectKeyAriaLabel: "Enter",
      navigateText: "이동",
      navigateUpKeyAriaLabel: "위쪽 화살표",
      navigateDownKeyAriaLabel: "아래쪽 화살표",
      closeText: "닫기",
      closeKeyAriaLabel: "Esc",
    },
  },
};
