import assert from "node:assert/strict";
import type { PythonVerifier } from "./python_verifier.ts";
import { testVerifier } from "./testing/start_verifier.ts";
import type { OutputStyle } from "./verifier.ts";

const DATA = new URL("../../../shared/data/code/", import.meta.url);
const ROWS_PER_FILE = 20;

interface Row {
  readonly id: string;
  readonly code: string;
  readonly repro?: string;
  readonly steps?: string[];
  readonly cells?: { code: string; output: string }[];
  readonly expected_output?: string;
  readonly expected_value?: unknown;
}

/** Published with names that another program had left behind in the interpreter. */
const LEAKED = "rstar_sft/0";
/** The output is known: it was reproduced, or the official rules make it what it is. */
const isUsable = ({ id, repro, steps, expected_output }: Row): boolean =>
  repro === "same" || steps !== undefined && expected_output !== undefined && id !== LEAKED;

/** Rows at equal distances in a file; undefined where this checkout has no such data. */
async function rows(file: string): Promise<Row[] | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(new URL(file, DATA));
  } catch {
    console.log(`skipped: no ${file}`);
    return undefined;
  }
  const all = text.trim().split("\n").map((line): Row => JSON.parse(line)).filter(isUsable);
  const stride = Math.max(1, Math.floor(all.length / ROWS_PER_FILE));
  return all.filter((_, i) => i % stride === 0).slice(0, ROWS_PER_FILE);
}

/** Numbers in a text, for programs whose exact text is another interpreter's. */
const numbers = (text: string): number[] =>
  (text.match(/-?\d+(\.\d+)?/g) ?? []).map((number) => Number(Number(number).toFixed(3)));

async function outputOf(verifier: PythonVerifier, steps: string[], output: OutputStyle): Promise<string> {
  for (let n = 1; n < steps.length; n++) await verifier.run(steps.slice(0, n), { output });
  const observation = await verifier.run(steps, { output, cpuMs: 20_000 });
  assert.equal(observation.status, "ok", observation.output);
  return observation.output;
}

Deno.test("PythonVerifier.run() gives what published programs are known to give", async (t) => {
  await using verifier = await testVerifier();
  await t.step("rStar-Math's own trajectories, step by step", async () => {
    for (const { id, steps, expected_output } of await rows("rstar_official_examples.jsonl") ?? []) {
      const { output } = await verifier.run(steps!, { output: "msft" });
      assert.equal(output, expected_output, id);
    }
  });
  await t.step("scripts of ToRA", async () => {
    for (const file of ["tora_code34b_gsm8k.jsonl", "tora_examples_math.jsonl"]) {
      await Promise.all((await rows(file) ?? []).map(async ({ id, code, expected_output }) => {
        const seen = await outputOf(verifier, [code], "stdout");
        if (expected_output!.length < 1000) assert.equal(seen, expected_output!.trim(), id);
      }));
    }
  });
  await t.step("cells of MathCoder, each a step", async () => {
    for (const file of ["mathcoder70b_simuleq.jsonl", "mathcoder7b_math_correct.jsonl"]) {
      await Promise.all((await rows(file) ?? []).map(async ({ id, cells, expected_output }) => {
        if (cells!.some(({ code }) => /^print\(/m.test(code)) || expected_output!.length > 1000) return;
        const seen = await outputOf(verifier, cells!.map(({ code }) => code), "msft");
        assert.deepEqual(numbers(seen), numbers(expected_output!), id);
      }));
    }
  });
  await t.step("programs of thought", async () => {
    await Promise.all((await rows("pot_svamp.jsonl") ?? []).map(async ({ id, code, expected_value }) => {
      const seen = await outputOf(verifier, [code, "print(float(ans))"], "stdout");
      assert.equal(Number(seen), Number(expected_value), id);
    }));
  });
});
