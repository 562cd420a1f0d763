/**
 * The report as one page: it asks for nothing, opens from a folder, and reads other JSON reports that are dropped on it.
 *
 * Untrusted text is only data in it. The page's policy allows no script but the one that was built with this package,
 * and no request go out.
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import picocolors from "picocolors";
import type { Verdict } from "../compare/verdict.ts";
import { endingOf } from "../conformance/outcome.ts";
import { oneLineEach } from "../files/strangers-text.ts";
import type { ReportHeader } from "./header.ts";
import { killsOf } from "./html/kills.ts";
import { renderJson } from "./json.ts";
import { html, Markup } from "./markup.ts";
import { renderText } from "./text.ts";

/** The files that the build makes from src/report/html. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** docs/kill-matrix.json, parsed. */
  readonly killMatrix: unknown;
}

/** Newline at the end. */
export function renderHtml(
  given: readonly Verdict[],
  givenHeader: ReportHeader,
  { script, style, killMatrix }: PageParts,
): string {
  const [verdicts, header] = [oneLineEach(given), oneLineEach(givenHeader)];
  const { outcome } = endingOf(verdicts, header.shard);
  const kills = killsOf(verdicts, header.fixtures.sha256, killMatrix);
  const plain = renderText(verdicts, header, { colors: picocolors.createColors(false), width: 100 });
  return pageOf(
    `${outcome}: ${header.implementation.name} - smoothproof`,
    style,
    html`<noscript><pre>${plain}</pre></noscript>
<script type="application/gzip" id="report">${packed(renderJson(verdicts, header))}</script>
<script type="application/gzip" id="kills">${kills === undefined ? "" : packed(JSON.stringify(kills))}</script>
<script>${new Markup(script)}</script>`,
    script,
  );
}

/** A whole page whose policy allows its style and, if there is one, its script. */
export function pageOf(title: string, style: string, body: Markup, script?: string): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}

/** A hash in the form that a content security policy uses. */
function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function packed(text: string): string {
  return gzipSync(text, { level: 9 }).toString("base64");
}
