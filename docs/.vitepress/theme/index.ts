/** VitePress' own theme with the fonts of the reader's system, so that nothing is fetched for them, and the playground. */
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { defineAsyncComponent } from "vue";
import "katex/dist/katex.min.css";
import "./playground/playground.css";
import "./style.css";

export default {
  extends: DefaultTheme,
  // Its scripts are loaded by the pages that have it.
  enhanceApp: ({ app }) => {
    app.component(
      "Playground",
      defineAsyncComponent(() => import("./playground/Playground.vue")),
    );
  },
} satisfies Theme;
