/**
 * Takes the README's pictures of the page, light and dark, while the embedded model solves a problem.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { serveProcess } from "@rstar/server/testing";
import { chromium } from "playwright-core";
import { chromiumPath } from "./testing/chromium.ts";

const IMAGES = fileURLToPath(new URL("../docs/images/", import.meta.url));
const QUESTION =
  "Let f(x) = 2*x**2 - 3*x + 1. Suppose 4*c + 6 = 26. Let g be f(c) - 30. What is the remainder when f(g) is divided by 7?";

const executablePath = chromiumPath();
if (executablePath === undefined) throw new Error("Cannot take screenshots as there is no Chromium");
await Deno.mkdir(IMAGES, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1200, height: 860 } });
await using server = await serveProcess();
await server.ready();
for (const colorScheme of ["light", "dark"] as const) {
  await page.emulateMedia({ colorScheme });
  await page.goto(server.url);
  await page.locator("#question").fill(QUESTION);
  await page.locator("#question").press("Enter");
  await page.locator(".status.done").waitFor();
  await page.locator(".node.best").nth(2).click();
  await page.screenshot({ path: `${IMAGES}page-${colorScheme}.png` });
}
await browser.close();
