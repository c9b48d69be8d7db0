import assert from "node:assert/strict";
import { PRESETS } from "@rstar/core";
import type { TraceLine } from "@rstar/core/search";
import { tree } from "./tree.ts";

const EVIL = "</script><script>alert(1)</script><!--";

function trace(): TraceLine[] {
  const step = { text: `<answer>\\boxed{${EVIL}}<end_of_answer>`, logProbability: -1, observation: null, ppm: null };
  return [
    {
      type: "tree",
      problem: { id: "p", question: EVIL },
      tree: 0,
      init: { question: EVIL, options: PRESETS.paper, reward: "self-consistency", seed: 1 },
    },
    { type: "tell", problem: "p", tree: 0, expansion: { path: "", tokens: 5, steps: [{ ...step, answer: EVIL }] } },
  ];
}

async function traceFile(text: string): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".jsonl" });
  await Deno.writeTextFile(path, text);
  return path;
}

Deno.test("tree() writes one page that holds all, and lets nothing of the trace be HTML", async () => {
  const path = await traceFile(trace().map((line) => JSON.stringify(line)).join("\n"));
  assert.equal(await tree(path, {}), 0);
  const page = await Deno.readTextFile(path.replace(".jsonl", ".html"));
  const [, json] = /<script type="application\/json" id="trace">(.*?)<\/script>/s.exec(page)!;
  assert.deepEqual(JSON.parse(json), trace());
  assert.equal(page.match(/<\/script/g)!.length, 2);
  const markup = page.replaceAll(/<(script|style).*?<\/\1>/gs, "");
  assert.ok(markup.length < 600 && !/(?:src|href)="(?!data:)/.test(markup), markup);
});

Deno.test("tree() refuses what is no trace, in one sentence", async () => {
  const [, tell] = trace();
  for (
    const [text, reason] of [
      ["no JSON", /as it is no trace: /],
      ["{}", /line 1 is neither a tree nor a tell/],
      [JSON.stringify(tell), /its tree is missing/],
    ] as const
  ) {
    await assert.rejects(traceFile(text).then((path) => tree(path, {})), { code: "bad_request", message: reason });
  }
  await assert.rejects(tree("/no/such/trace.jsonl", {}), { code: "bad_request", message: /^Cannot read/ });
});
