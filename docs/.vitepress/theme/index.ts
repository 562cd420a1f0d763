/** VitePress' own theme with the fonts of the reader's system, so that nothing is fetched for them. */
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import "./style.css";

export default { extends: DefaultTheme } satisfies Theme;
