/** VitePress' own theme with the fonts of the reader's system, so that nothing is fetched for them; the first screen and the playground. */
import { type Theme, useData } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { defineAsyncComponent, h } from "vue";
import "katex/dist/katex.min.css";
import "./front/front.css";
import "./playground/playground.css";
import "./style.css";

const FrontPage = defineAsyncComponent(() => import("./front/FrontPage.vue"));

/** Above the README, on the first page of each language. */
const Front = () => (useData().frontmatter.value.front ? h(FrontPage) : undefined);

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, undefined, { "doc-before": () => h(Front) }),
  // Its scripts are loaded by the pages that have it.
  enhanceApp: ({ app }) => {
    app.component(
      "Playground",
      defineAsyncComponent(() => import("./playground/Playground.vue")),
    );
  },
} satisfies Theme;
