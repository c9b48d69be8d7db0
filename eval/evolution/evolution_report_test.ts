import assert from "node:assert/strict";
import type { RoundManifest } from "@rstar/core";
import { madeUpManifests } from "@rstar/core/testing";
import { renderReport } from "./evolution_report.ts";

const HOSTILE = `<script>alert("x")</script><img src=x onerror='y'>`;

/** Puts a text in place of each text, and behind each name, of a value. */
function poisoned(value: unknown): unknown {
  if (typeof value === "string") return HOSTILE;
  if (Array.isArray(value)) return value.map(poisoned);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, poisoned(field)]));
}

function hostileManifest(): RoundManifest {
  const [manifest] = madeUpManifests(1);
  const { coverage, sft, pairs, policy } = manifest;
  return {
    ...poisoned(manifest) as RoundManifest,
    seconds: { [HOSTILE]: 5 },
    versions: { [HOSTILE]: HOSTILE },
    inputs: { [HOSTILE]: HOSTILE },
    coverage: { ...coverage, levels: { [HOSTILE]: coverage.all } },
    sft: { ...sft, levels: { [HOSTILE]: 5 }, dropped: { [HOSTILE]: 5 } },
    pairs: { ...pairs, dropped: { [HOSTILE]: 5 } },
    policy: { ...policy, evaluations: [{ [HOSTILE]: 0.5 }] },
  };
}

/** Fails where an element is not closed in its order, an attribute is not quoted or an id is there twice. */
function checkMarkup(html: string): void {
  const open: string[] = [];
  const body = html.replace(/<!doctype html>\n/, "").replace(/<style>[^]*?<\/style>/, "");
  for (const [tag, slash, name, attributes] of body.matchAll(/<(\/?)([a-zA-Z0-9]+)([^>]*)>/g)) {
    if (slash) assert.equal(open.pop(), name);
    else if (name !== "meta") open.push(name);
    assert.match(attributes, /^( [\w-]+="[^"<>]*")*$/, tag);
  }
  assert.deepEqual(open, []);
  const ids = [...body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, referred] of body.matchAll(/aria-labelledby="([^"]*)"/g)) {
    for (const id of referred.split(" ")) assert.ok(ids.includes(id), id);
  }
}

Deno.test("renderReport() is well-formed, has a table behind each chart, and loads nothing", () => {
  const html = renderReport({ run: "x", manifests: madeUpManifests(4) });
  checkMarkup(html);
  const charts = html.match(/<svg /g)!.length;
  assert.ok(charts >= 12, String(charts));
  assert.equal(html.match(/<summary>Data<\/summary>/g)?.length, charts);
  assert.equal(
    html.match(/<svg [^>]*role="img"[^>]*><title [^>]*>[^<]+<\/title><desc [^>]*>[^<]+<\/desc>/g)?.length,
    charts,
  );
  assert.doesNotMatch(html, /NaN|undefined|Infinity|\[object|<script|https?:|src=/);
});

Deno.test("renderReport() has the rounds in order, and the same text for the same input", () => {
  const manifests = madeUpManifests(3);
  const html = renderReport({ run: "x", manifests });
  assert.equal(renderReport({ run: "x", manifests: manifests.toReversed() }), html);
  assert.ok(html.includes("3 rounds, 2026-11-03 08:15 UTC to 2026-11-05 13:27 UTC"));
});

Deno.test("renderReport() escapes all that comes from files", () => {
  const html = renderReport({ run: HOSTILE, manifests: [hostileManifest()], notes: [HOSTILE] });
  checkMarkup(html);
  assert.doesNotMatch(html, /<script|<img/);
  assert.ok(html.match(/&lt;script&gt;/g)!.length >= 15);
});

Deno.test("renderReport() takes a round in which nothing came about", () => {
  const [manifest] = madeUpManifests(1);
  const none = Object.fromEntries(Object.keys(manifest.coverage.all).map((key) => [key, 0]));
  const all = none as unknown as RoundManifest["coverage"]["all"];
  const empty = { curve: [], evaluations: [], examples: 0, tokens: 0, seconds: 0 };
  const html = renderReport({
    run: "x",
    manifests: [{
      ...manifest,
      recipe: null,
      seconds: {},
      coverage: { round: 1, levels: {}, all },
      sft: { examples: 0, problems: 0, levels: {}, dropped: {}, meanSteps: 0, meanQ: 0 },
      pairs: { stepPairs: 0, trajectoryPairs: 0, problems: 0, byDepth: [], byMargin: [], dropped: {} },
      policy: empty,
      ppm: null,
    }],
  });
  checkMarkup(html);
  assert.doesNotMatch(html, /NaN|undefined|Infinity/);
  assert.match(html, /No pairs\./);
  assert.match(html, /Not trained\./);
});

Deno.test("renderReport() counts losses that were not finite", () => {
  const html = renderReport({ run: "x", manifests: madeUpManifests(2) });
  assert.match(html, /Gaps: 2 values not finite\./);
});

Deno.test("renderReport() shows a metric by round where each round was evaluated once", () => {
  const manifests = madeUpManifests(2).map((manifest) => ({
    ...manifest,
    policy: { ...manifest.policy, evaluations: [{ step: 1, tokens: 10, accuracy: 0.5 }] },
  }));
  assert.match(renderReport({ run: "x", manifests }), /<desc [^>]*>accuracy by round\.<\/desc>/);
});

Deno.test("renderReport() refuses to report on nothing", () => {
  assert.throws(() => renderReport({ run: "x", manifests: [] }), RangeError);
});
