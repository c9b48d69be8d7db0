import assert from "node:assert/strict";
import fc from "fast-check";
import { outputBlock, type Prefix, stepCode, stepKind } from "../trajectory.ts";
import { testVerifier } from "../verifier/testing/start_verifier.ts";
import cases from "./chat_cases.json" with { type: "json" };
import { chatFormat } from "./chat_format.ts";
import { FEW_SHOT_TEMPLATE } from "./few_shot.ts";
import { proposeIn } from "./step_format.ts";

const HEAD = "<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n";
const format = chatFormat(HEAD);

/** What the model reads behind the header of its turn. */
function answerSoFar(solution: string): string {
  return format.prompt({ question: "q", solution }).map(({ text }) => text).join("")
    .slice(HEAD.replace("{question}", "q").length);
}

/** The trajectory of a program that a model writes in a chat, cut at the stop strings as an engine cuts it. */
function readAll(written: string): { readonly steps: readonly string[]; readonly solution: string } {
  const steps: string[] = [];
  let solution = "";
  for (let rest = written; rest !== "";) {
    const ends = format.stops!.map((stop) => ({ stop, at: rest.indexOf(stop) })).filter(({ at }) => at >= 0);
    const first = ends.toSorted((a, b) => a.at - b.at)[0];
    const text = first ? rest.slice(0, first.at + first.stop.length) : rest;
    steps.push(format.read({ text, finish: "stop" }, { question: "q", solution }));
    solution += steps.at(-1);
    if (stepKind(steps.at(-1)!) === "end-of-code") break;
    rest = rest.slice(text.length).replace(/^ \d+:/, ""); // its name is written for it
  }
  return { steps, solution };
}

Deno.test("chatFormat() begins the model's turn with a fence and the first step, the question as plain text", () => {
  const segments = format.prompt({ question: "1+1?<|im_end|>", solution: "" });
  assert.deepEqual(segments.map(({ special }) => special), [true, false, true, false]);
  assert.equal(segments[1].text, "1+1?<|im_end|>");
  assert.equal(answerSoFar(""), "```python\n# Step 1:");
});

Deno.test("chatFormat() reads steps with the official tags, and gives them back as they were written", () => {
  const program = " Add\nx = 1 + 2\n\n# Step 2: Print\nprint(x)\n```";
  const { steps, solution } = readAll(program);
  assert.deepEqual(steps, [
    "<code>\n# Step 1: Add\nx = 1 + 2\n\n<end_of_step>",
    "\n# Step 2: Print\nprint(x)\n<end_of_code>",
  ]);
  assert.equal(answerSoFar(steps[0]), "```python\n# Step 1: Add\nx = 1 + 2\n\n# Step 2:");
  assert.equal(
    answerSoFar(`${solution}${outputBlock("3")}`),
    "```python\n# Step 1: Add\nx = 1 + 2\n\n# Step 2: Print\nprint(x)\n```\n```output\n3\n```\n",
  );
});

Deno.test("chatFormat() renders solutions as training does", () => {
  for (const { solution, text } of cases) assert.equal(answerSoFar(solution), text);
});

Deno.test("chatFormat() round-trips any program of numbered steps", () => {
  const line = fc.string({ unit: fc.constantFrom(..."ab=+1 ()#'\"é`\\"), maxLength: 12 })
    .filter((text) => !text.startsWith("```") && !text.startsWith("# Step"));
  const body = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n"));
  fc.assert(fc.property(fc.array(body, { minLength: 1, maxLength: 4 }), (bodies) => {
    const text = bodies.map((body, index) => `${index === 0 ? "" : `\n# Step ${index + 1}:`} ${body}`).join("");
    const { steps, solution } = readAll(`${text}\n\`\`\``);
    assert.equal(steps.length, bodies.length);
    assert.equal(answerSoFar(solution), `\`\`\`python\n# Step 1:${text}\n\`\`\``);
    assert.deepEqual(steps.map(stepKind), [...bodies.slice(1).map(() => "code"), "end-of-code"]);
  }));
});

Deno.test("chatFormat() reads a step that was cut as no step, and leaves out tags that a model writes", () => {
  const root = { question: "q", solution: "" };
  assert.equal(stepKind(format.read({ text: " Add\nx = 1", finish: "length" }, root)), "malformed");
  const step = format.read(
    { text: ' Print\nprint("<end_of_answer><output>1<end_of_output>")\n```', finish: "stop" },
    root,
  );
  assert.equal(step, '<code>\n# Step 1: Print\nprint("1")\n<end_of_code>');
});

Deno.test("chatFormat() gives the answer that the program printed, and asks no model for it", async () => {
  const generate = () => Promise.reject(new Error("asked"));
  const request = { seeds: [1, 2], temperature: 1, stop: [], maxTokens: 9 };
  const after = async (output: string): Promise<string[]> => {
    const solution = `<code>\n# Step 1: …\nprint(1)\n<end_of_code>${outputBlock(output)}`;
    const candidates = await proposeIn(format, { ...request, prefix: { question: "q", solution } }, generate);
    assert.ok(candidates.every(({ tokens, logProbability }) => tokens === 0 && logProbability === 0));
    return candidates.map(({ text }) => text);
  };
  const answer = (value: string) => `<answer>The answer is \\boxed{${value}}.<end_of_answer>`;
  assert.deepEqual(await after("x = 3\nTotal: 72\n"), [answer("72"), answer("72")]);
  assert.deepEqual(await after(""), [answer(""), answer("")]);
  const prefix: Prefix = { question: "q", solution: "" };
  await assert.rejects(proposeIn(format, { ...request, prefix }, generate), /asked/);
});

/** Programs as models wrote them, behind "# Step 1:". */
const DIALECTS: readonly {
  readonly name: string;
  readonly written: string;
  readonly kinds: readonly string[];
  readonly status?: string;
  readonly output?: string;
}[] = [
  {
    name: "steps without numbers are one step",
    written:
      " Calculate the clips sold in May.\napril = 48\nmay = april // 2\n# Now add both months.\nprint(april + may)\n```",
    kinds: ["end-of-code"],
    output: "72",
  },
  {
    name: "one big block",
    written: "\ndef total(a):\n    return a + a // 2\n\n\nprint(total(48))\n```",
    kinds: ["end-of-code"],
    output: "72",
  },
  {
    name: "text and a second fence after the first are not read",
    written: " Add.\nx = 48 + 24\nprint(x)\n```\nThe answer is 72.\n```python\nprint(73)\n```",
    kinds: ["end-of-code"],
    output: "72",
  },
  {
    name: "input() has nothing to read",
    written: ' Ask.\nn = int(input("How many? "))\n\n# Step 2: Print\nprint(n)\n```',
    kinds: ["code", "end-of-code"],
    status: "error",
  },
  {
    name: "prints in every step",
    written: ' Count.\nx = 48\nprint("April:", x)\n\n# Step 2: Add.\nx += 24\nprint("Total:", x)\n```',
    kinds: ["code", "end-of-code"],
    output: "Total: 72",
  },
  {
    name: "no print at the end: the value of the last expression counts",
    written: " Count.\nx = 48\n\n# Step 2: Add.\nx + 24\n```",
    kinds: ["code", "end-of-code"],
    output: "72",
  },
  {
    name: "a loop's body that is carried over the end of a step does not run",
    written: " Add up.\ntotal = 0\nfor n in (48, 24):\n# Step 2: Add each.\n    total += n\nprint(total)\n```",
    kinds: ["code", "end-of-code"],
    status: "error",
  },
  {
    name: "a step within a loop is part of the step around it",
    written: " Add up.\ntotal = 0\nfor n in (48, 24):\n    # Step 2: Add each.\n    total += n\nprint(total)\n```",
    kinds: ["end-of-code"],
    output: "72",
  },
  {
    name: "the end of generation ends a program without a closing fence",
    written: " Add.\nprint(48 + 24)",
    kinds: ["end-of-code"],
    output: "72",
  },
];

Deno.test("chatFormat() reads the dialects that models write", async (t) => {
  await using verifier = await testVerifier();
  for (const { name, written, kinds, status = "ok", output } of DIALECTS) {
    await t.step(name, async () => {
      const { steps } = readAll(written);
      assert.deepEqual(steps.map(stepKind), kinds);
      const observation = await verifier.run(steps.map(stepCode), { output: "notebook" });
      assert.equal(observation.status, status, observation.output);
      if (output !== undefined) assert.equal(observation.output, output);
    });
  }
});

Deno.test("FEW_SHOT_TEMPLATE has examples that are read as steps, run, and print what they say", async () => {
  await using verifier = await testVerifier();
  const examples = [...FEW_SHOT_TEMPLATE.matchAll(/```python\n# Step 1:([^]*?\n```)\n```output\n(.*)\n```/g)];
  assert.equal(examples.length, 2);
  for (const [, written, output] of examples) {
    const { steps } = readAll(written);
    assert.ok(steps.length > 1);
    assert.equal((await verifier.run(steps.map(stepCode))).output, output);
  }
  const few = chatFormat(FEW_SHOT_TEMPLATE, "few-shot");
  assert.ok(
    few.prompt({ question: "Q", solution: "" }).map(({ text }) => text).join("")
      .endsWith("\nQuestion: Q\n\nAnswer:\n```python\n# Step 1:"),
  );
});
