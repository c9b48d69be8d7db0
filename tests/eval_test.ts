/**
 * `deno task eval` from outside, on the embedded model.
 */
import assert from "node:assert/strict";
import { MAIN } from "@rstar/cli/testing";

const PROBLEMS = [
  { id: "a", question: "Let u = 7*6 - 5. Suppose 3*v - 12 = u + 8. Is v prime?", answer: "True", level: 2 },
  { id: "b", question: "Solve 3*x + 5 = 20 for x.", answer: 5, level: 1 },
  { id: "c", question: "Solve 3*x + 5 = 20 for x.", answer: 6, level: 1 },
];

async function run(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-prompt", MAIN, "eval", ...args],
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("eval measures strategies, goes on where it was, writes its reports, and tells what flipped", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/p.jsonl`;
  await Deno.writeTextFile(file, PROBLEMS.map((row) => JSON.stringify(row)).join("\n"));
  const [out, other] = [`${folder}/out`, `${folder}/other`];
  const first = await run(file, "--strategies", "greedy,majority@1..2", "--out", out);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^greedy +66\.7 \(20\.8–93\.9\)/m);
  assert.match(first.stdout, /^By level\n\nstrategy +1 \(2\) +2 \(1\)$/m);
  const kept = await Deno.readTextFile(`${out}/results.jsonl`);
  assert.equal(kept.trim().split("\n").length, 2 * PROBLEMS.length, "greedy, and the samples of both majorities");

  const again = await run(file, "--strategies", "greedy,majority@1..2", "--out", out);
  assert.equal(again.stdout, first.stdout);
  assert.equal(await Deno.readTextFile(`${out}/results.jsonl`), kept, "nothing was measured twice");
  assert.match(await Deno.readTextFile(`${out}/report.html`), /✗✗✗ c/);
  assert.equal((await Deno.readTextFile(`${out}/items.csv`)).trim().split("\n").length, 1 + 3 * PROBLEMS.length);

  await Deno.mkdir(other);
  const flipped = kept.replace(/("id":"c".*?"answer":)"5"(.*?"right":)false/, '$1"6"$2true');
  await Deno.writeTextFile(`${other}/results.jsonl`, flipped);
  const diff = await run("diff", out, other);
  assert.match(diff.stdout, /^greedy: 1 gained, 0 lost of 3; 33\.3 points .*\n {2}\+ c: 5 -> 6$/m);

  await Deno.writeTextFile(
    file,
    PROBLEMS.map((row) => JSON.stringify({ ...row, answer: row.answer === 6 ? 5 : row.answer })).join("\n"),
  );
  const corrected = await run(file, "--strategies", "greedy", "--out", out);
  assert.match(corrected.stderr, /greedy seed=\d+: 1 results of another ground truth or grader are graded again/);
  assert.match(corrected.stdout, /^greedy +100\.0 /m);
});

Deno.test("eval says what is wrong in one sentence, with the exit code of its kind", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/p.jsonl`, JSON.stringify(PROBLEMS[0]));
  await Deno.writeTextFile(`${folder}/eval.json`, "{}\n");
  for (
    const [args, code, reason] of [
      [["math501"], 2, /Cannot evaluate on math501/],
      [[`${folder}/none.jsonl`], 2, /Cannot read the questions/],
      [[`${folder}/p.jsonl`, "--strategies", "magic@3"], 2, /magic@3/],
      [[`${folder}/p.jsonl`, "--out", folder], 2, /results are of another model or benchmark/],
      [["diff", folder, folder], 2, /holds no results/],
    ] as const
  ) {
    const { code: exit, stderr } = await run(...args);
    assert.equal(exit, code, stderr);
    assert.match(stderr, reason);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});
