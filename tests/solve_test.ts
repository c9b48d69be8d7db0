/**
 * `deno task solve` from outside: what it prints where, and with which exit code. On the embedded model.
 */
import assert from "node:assert/strict";
import { MAIN } from "@rstar/cli/testing";
import { replay, type TraceLine } from "@rstar/core/search";

const QUESTION = "Let f(x) = 2*x**2 - 3*x + 1. Suppose 4*c + 6 = 26. What is the remainder when f(c) is divided by 7?";

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[], env: Record<string, string> = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-prompt", MAIN, ...args],
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function rstar(
  args: readonly string[],
  { env, input = "" }: { env?: Record<string, string>; input?: string } = {},
): Promise<Run> {
  const child = start(args, env);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1)!;

Deno.test("solve prints the answer as stdout's last line, and the same tree twice for the same seed", async () => {
  const traces = [await Deno.makeTempFile(), await Deno.makeTempFile()];
  const runs = [];
  for (const trace of traces) runs.push(await rstar(["solve", QUESTION, "--seed", "3", "--trace", trace]));
  for (const { code, stdout, stderr } of runs) assert.deepEqual([code, stdout, stderr], [0, "1\n", ""]);
  const [first, second] = await Promise.all(traces.map((path) => Deno.readTextFile(path)));
  const withoutTimes = (text: string) => text.replaceAll(/"cpuMs":[\d.]+/g, "");
  assert.equal(withoutTimes(first), withoutTimes(second));
  const [{ tree, problem }] = replay(first.trim().split("\n").map((line) => JSON.parse(line) as TraceLine));
  assert.equal(problem.question, QUESTION);
  assert.ok(tree.found.some((leaf) => leaf.answer === "1"));
  await Promise.all(traces.map((path) => Deno.remove(path)));
});

Deno.test("solve --steps shows the winning program with its outputs before the answer", async () => {
  const { code, stdout } = await rstar(["solve", QUESTION, "--steps"]);
  assert.equal(code, 0);
  assert.equal(lastLine(stdout), "1");
  assert.match(stdout, /^# Let f\(x\) = .*\n[^]*# => 1\n\n1\n$/);
  assert.doesNotMatch(stdout, /<\w+>/, "no tags");
});

Deno.test("solve --file --json answers in input order, one object a line, from stdin too", async () => {
  const questions = ["What is 12 + 30?", "Is 91 prime?", "What is 7 * 8?"];
  const input = questions.map((question, index) => JSON.stringify({ id: `q${index}`, question })).join("\n");
  const { code, stdout } = await rstar(["solve", "--file", "-", "--json"], { input });
  assert.equal(code, 0);
  const rows = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(rows.map(({ id, answer }) => [id, answer]), [["q0", "42"], ["q1", "No"], ["q2", "56"]]);
  for (const { usage, confidence, steps } of rows) {
    assert.ok(usage.tokens > 0 && usage.rollouts > 0 && usage.seconds > 0);
    assert.ok(confidence > 0 && confidence <= 1 && steps.length > 0);
  }
});

Deno.test("solve takes words, a question that begins with a minus, and plain text on stdin", async () => {
  assert.equal((await rstar(["solve", "-3 + 5", "+", "1"])).stdout, "3\n");
  assert.equal((await rstar(["solve", "-"], { input: "\uFEFFWhat is 3 + 4?\n" })).stdout, "7\n");
  const { code, stdout, stderr } = await rstar(["solve"], {
    input: '{"question":"What is 3 + 4?"}\n{}\n"What is 7 * 8?"',
  });
  assert.deepEqual([code, stdout], [3, "1\t7\n2\t\n3\t56\n"]);
  assert.match(stderr, /^Question 2: Cannot use line 2 of stdin as it has no text/);
});

Deno.test("solve ends quietly where nobody reads its answers any more", async () => {
  const rows = Array.from({ length: 300 }, (_, n) => `What is ${n} * ${n + 1}?`).join("\n");
  const child = start(["solve", "--json", "--rollouts", "64"]);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(rows));
  await writer.close();
  const errors = new Response(child.stderr).text();
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assert.deepEqual([(await child.status).code, await errors], [141, ""]);
});

Deno.test("solve gives a question the same answer and steps alone and among others", async () => {
  const others = Array.from({ length: 12 }, (_, n) => ({ id: `o${n}`, question: `What is ${n + 3} * ${n + 14}?` }));
  const solve = async (questions: { id: string; question: string }[]) => {
    const { stdout } = await rstar(["solve", "--file", "-", "--json"], {
      input: questions.map((q) => JSON.stringify(q)).join("\n"),
    });
    const row = stdout.trim().split("\n").map((line) => JSON.parse(line)).find(({ id }) => id === "it");
    return { ...row, usage: { ...row.usage, seconds: 0 } };
  };
  const it = { id: "it", question: QUESTION };
  assert.deepEqual(await solve([...others, it]), await solve([it]));
});

Deno.test("solve says what is wrong in one sentence, with the exit code of its kind", async () => {
  const bad = await Deno.makeTempFile({ suffix: ".jsonl" });
  await Deno.writeTextFile(bad, '{"question":"What is 1 + 1?"}\n{"question":');
  const latin = await Deno.makeTempFile({ suffix: ".txt" });
  await Deno.writeFile(latin, new Uint8Array([0x37, 0x20, 0xd7, 0x20, 0x38]));
  const cases: [string[], number, RegExp][] = [
    [["solve", ""], 2, /empty question/],
    [["solve"], 2, /neither a question nor --file/],
    [["solve", "--file", "/no/such.jsonl"], 2, /\/no\/such\.jsonl/],
    [["solve", "--file", bad], 2, /line 2/],
    [["solve", "--file", latin], 2, /line 1 of .* not UTF-8/],
    [["solve", "x", "--trace", "/no/such/trace.jsonl"], 2, /Cannot write the trace to .*: No such file/],
    [["solve", "x", "--rollouts", "0"], 2, /from 1 to/],
    [["solve", "-3 + 5", "--no-such-flag"], 2, /unknown option '--no-such-flag'/],
    [["solve", "x", "--model", "/no/such/model.gguf"], 4, /Cannot find the model/],
    [["solve", "x", "--model", bad], 4, /GGUF/i],
    [["solve", "word ".repeat(4000)], 2, /longer than the context/],
  ];
  for (const [args, expected, pattern] of cases) {
    const { code, stdout, stderr } = await rstar(args);
    const what = `${args.join(" ").slice(0, 60)}: ${stderr}`;
    assert.deepEqual([code, stdout], [expected, ""], what);
    assert.match(stderr, pattern);
    assert.doesNotMatch(stderr, /^\s+at /m, `no stack trace: ${what}`);
  }
  await Promise.all([bad, latin].map((path) => Deno.remove(path)));
});

Deno.test("solve exits with 3 and says so where the budget ends before an answer", async () => {
  const { code, stdout, stderr } = await rstar(["solve", QUESTION, "--budget-tokens", "1"]);
  assert.deepEqual([code, stdout], [3, ""]);
  assert.match(stderr, /Unsolved: no answer after .*tokens.* Allow more tokens \(--budget-tokens\)\.$/m);
});

Deno.test("solve takes its options from RSTAR_* too, and a flag wins", async () => {
  const env = { RSTAR_BUDGET_TOKENS: "1" };
  assert.equal((await rstar(["solve", QUESTION], { env })).code, 3);
  assert.equal((await rstar(["solve", QUESTION, "--budget-tokens", "100000"], { env })).code, 0);
});

Deno.test("solve ends with what it has at Ctrl-C, and leaves no process behind", {
  ignore: Deno.build.os === "windows",
}, async () => {
  const questions = Array.from({ length: 400 }, (_, n) => JSON.stringify({ question: `What is ${n} * ${n + 1}?` }))
    .join("\n");
  const child = start(["solve", "--file", "-", "--json", "--rollouts", "64"]);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(questions));
  await writer.close();
  const chunks: string[] = [];
  const errors = child.stderr.pipeTo(new WritableStream());
  let interrupted = false;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    chunks.push(chunk);
    if (!interrupted) child.kill("SIGINT"); // the first results are out: the search is under way
    interrupted = true;
  }
  await errors;
  const { code } = await child.status;
  assert.equal(code, 130);
  const rows = chunks.join("").trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(rows.length, 400, "each question has its line");
  assert.ok(rows.some(({ stopped }) => stopped === "cancelled"));
});

Deno.test("doctor tells what works", async () => {
  const { code, stdout } = await rstar(["doctor"]);
  assert.equal(code, 0, stdout);
  for (const name of ["python", "sandbox", "llama.cpp", "embedded model"]) assert.ok(stdout.includes(name), name);
});
