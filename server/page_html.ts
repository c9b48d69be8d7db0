/**
 * The page's HTML: with links to its server's script and style, or with both and a trace inside, without a server.
 *
 * @module
 */
import type { TraceLine } from "@rstar/core/search";
import { pageBundle } from "./page_bundle.ts";

/** The page that `/` serves. It has no inline script, so the content security policy need not allow any. */
export const PAGE_HTML: string = html(
  '<link rel="stylesheet" href="/page.css">',
  '<script type="module" src="/page.js"></script>',
);

/**
 * One HTML file with everything in it that shows the trees of a trace. No text of the trace can end a script or become
 * markup.
 *
 * @throws {RstarError} `job_failed` where the page cannot be bundled
 */
export async function traceHtml(lines: readonly TraceLine[]): Promise<string> {
  const { script, style } = await pageBundle();
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
