import type { TraceLine } from "@rstar/core/search";
import type { PageBundle } from "./page_bundle.ts";

/** The page that asks its server. Script and style are files of their own, so that nothing else need be allowed. */
export const PAGE_HTML: string = html(
  '<link rel="stylesheet" href="/page.css">',
  '<script type="module" src="/page.js"></script>',
);

/** A page that shows a trace without a server: one file that holds all. */
export function traceHtml(lines: readonly TraceLine[], { script, style }: PageBundle): string {
  return html(
    `<style>${style}</style>`,
    `<script type="application/json" id="trace">${JSON.stringify(lines).replaceAll("<", "\\u003c")}</script>
<script type="module">${script.replaceAll(/<(?=\/script|!--)/gi, "\\x3c")}</script>`, // these would end a script
  );
}

function html(head: string, tail: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>rstar</title>
${head}
</head>
<body>
<div id="page"></div>
${tail}
</body>
</html>
`;
}
