import assert from "node:assert/strict";
import { STYLE } from "./style.ts";

/** The colours of each scheme: light, then dark. */
const SCHEMES = STYLE.split("@media").slice(0, 2).map((text) =>
  new Map([...text.matchAll(/--([\w-]+): (#[\da-f]{6})/g)].map(([, name, value]) => [name, value]))
);

/** @see WCAG 2.2, relative luminance */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

Deno.test("STYLE has the same colours in light and in dark, and text in them can be read", () => {
  const [light, dark] = SCHEMES;
  assert.deepEqual([...dark.keys()], [...light.keys()]);
  assert.ok(light.size >= 16);
  for (const colors of SCHEMES) {
    const [paper, on] = [colors.get("paper")!, colors.get("on")!];
    for (const [name, color] of colors) {
      if (["paper", "on", "rule"].includes(name)) continue;
      assert.ok(contrast(color, paper) >= 4.5, `${name} ${color} on ${paper}: ${contrast(color, paper)}`);
      const isBar = /^(c\d|good|between|bad)$/.test(name);
      if (isBar) assert.ok(contrast(color, on) >= 4.5, `${on} on ${name} ${color}: ${contrast(color, on)}`);
    }
  }
});

Deno.test("STYLE loads nothing", () => {
  assert.doesNotMatch(STYLE, /url\(|@import|<\//);
});
