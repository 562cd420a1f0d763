/**
 * In place of VitePress' own module: the menu of languages leads to the same page in the other language, or, where that has
 * none, to its first page. VitePress leads there whether the page exists or not.
 */
import { useData } from "vitepress";
import { computed } from "vue";

/** Every page of the site, put here by config.ts. */
declare const __PAGES__: readonly string[];

const PAGES: ReadonlySet<string> = new Set(__PAGES__);

const frontOf = (locale: string): string => (locale === "root" ? "/" : `/${locale}/`);

export function useLangs({ correspondingLink = false } = {}) {
  const { site, localeIndex, page } = useData();
  const currentLang = computed(() => ({
    label: site.value.locales[localeIndex.value]?.label,
    link: frontOf(localeIndex.value),
  }));
  const localeLinks = computed(() =>
    Object.entries(site.value.locales)
      .filter(([locale]) => locale !== localeIndex.value)
      .map(([locale, { label }]) => {
        const same = `${frontOf(locale)}${page.value.relativePath.slice(currentLang.value.link.length - 1)}`;
        const isThere = correspondingLink && PAGES.has(same.slice(1));
        const path = isThere
          ? same.replace(/(?:^|(?<=\/))index\.md$/, "").replace(/\.md$/, ".html")
          : frontOf(locale);
        return { text: label, link: path };
      }),
  );
  return { localeLinks, currentLang };
}
