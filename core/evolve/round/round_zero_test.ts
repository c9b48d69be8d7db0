import assert from "node:assert/strict";
import { parseRecipe } from "../recipe/recipe.ts";
import { roundZero, type RoundZeroOptions } from "./round_zero.ts";
import { FakePython } from "../testing/python_fake.ts";
import { SumRun } from "../testing/sum_run.ts";

const BOOTSTRAP = `
[bootstrap]
problems = { numbers = "easy", reworded = 0.0 }
tokenizer = { rows = 512 }
export = { type = "f16" }
[[bootstrap.stages]]
shards = [{ seed = 1, count = 5, min_definitions = 0, max_definitions = 1 }]
training = { minutes = 1 }
[[bootstrap.stages]]
shards = [{ seed = 2, count = 5, min_definitions = 0, max_definitions = 1 }]
training = { minutes = 2 }
`;

/** A run, and the programs that one call after the other has run, with `~` for the run's folder. */
async function begun() {
  const sumRun = await SumRun.create();
  const { folder, base, run } = sumRun;
  const python = new FakePython({ signal: new AbortController().signal });
  return {
    folder,
    base,
    run,
    zero: ({ text = "", ...options }: Partial<RoundZeroOptions> & { readonly text?: string }) =>
      roundZero(run, {
        recipe: parseRecipe(text, "recipe.toml"),
        searches: true,
        python,
        onProgress: () => {},
        ...options,
      }),
    programs: () => python.calls.map(({ module, args }) => `${module} ${args.join(" ")}`.replaceAll(run.path, "~")),
    read: (name: string) => sumRun.read(`round-0/${name}`),
    [Symbol.asyncDispose]: () => sumRun[Symbol.asyncDispose](),
  };
}

Deno.test("roundZero() takes a checkpoint folder where it is, and exports it once", async () => {
  await using run = await begun();
  const text = '[policy]\nexport = { type = "q8_0" }';
  const base = { origin: run.base, checkpoint: run.base };
  assert.deepEqual(await run.zero({ text, base: run.base }), base);
  assert.deepEqual(await run.zero({ text, base: run.base }), base);
  assert.deepEqual(await run.zero({ text }), base, "a run that has begun keeps its base");
  assert.deepEqual(run.programs(), [`training.export_gguf ${run.base} ~/round-0/policy.gguf --type q8_0`]);
  assert.equal(await run.read("policy.gguf"), "GGUF of base");
});

Deno.test("roundZero() makes a checkpoint of a GGUF file, and searches with the file itself", async () => {
  await using run = await begun();
  const origin = `${run.folder}/given.gguf`;
  await Deno.writeTextFile(origin, "weights");
  const text = `[policy]\nbase = ${JSON.stringify(origin)}`;
  for (const _ of [1, 2]) {
    assert.deepEqual(await run.zero({ text }), { origin, checkpoint: `${run.run.round(0)}/policy` });
  }
  assert.deepEqual(run.programs(), [`training.from_gguf ${origin} ~/round-0/policy`]);
  assert.deepEqual([await run.read("policy.gguf"), await run.read("policy/config.json")], [
    "weights",
    "checkpoint of weights",
  ]);
});

Deno.test("roundZero() grows a policy where the recipe says how and names none", async () => {
  await using run = await begun();
  const checkpoint = `${run.run.round(0)}/policy-1`;
  assert.deepEqual(await run.zero({ text: BOOTSTRAP }), { origin: "bootstrap", checkpoint });
  const programs = run.programs();
  assert.deepEqual(programs.filter((program) => program.startsWith("training.")), [
    "training.tokenizer --data ~/round-0/demonstrations/1.jsonl --out ~/round-0/tokenizer --rows 512",
    "training.sft --data ~/round-0/demonstrations/1.jsonl --tokenizer ~/round-0/tokenizer --out ~/round-0/policy-0 " +
    "--resume --minutes 1",
    "training.sft --data ~/round-0/demonstrations/2.jsonl --model ~/round-0/policy-0 --out ~/round-0/policy-1 " +
    "--resume --minutes 2",
    "training.export_gguf ~/round-0/policy-1 ~/round-0/policy.gguf --type f16",
  ]);
  await run.zero({ text: BOOTSTRAP });
  assert.deepEqual(run.programs(), programs);
});

Deno.test("roundZero() exports no checkpoint that something else searches for, until it is searched with", async () => {
  await using run = await begun();
  await run.zero({ base: run.base, searches: false });
  assert.deepEqual(run.programs(), []);
  await run.zero({ base: run.base });
  assert.equal(await run.read("policy.gguf"), "GGUF of base");
});

Deno.test("roundZero() searches with no base that the run was only nearly begun from", async () => {
  await using run = await begun();
  await Deno.mkdir(run.run.round(0), { recursive: true });
  await Deno.writeTextFile(`${run.run.round(0)}/policy.gguf`, "another base's, from before base.json was written");
  await run.zero({ base: run.base });
  assert.equal(await run.read("policy.gguf"), "GGUF of base");
});

Deno.test("roundZero() says what is missing, and refuses another base", async () => {
  await using run = await begun();
  await assert.rejects(run.zero({}), {
    code: "bad_request",
    message: "Cannot begin as the recipe has neither [bootstrap] nor policy.base: give --base",
  });
  await assert.rejects(run.zero({ base: "/no/such" }), {
    code: "bad_request",
    message: /^Cannot start from \/no\/such/,
  });
  await run.zero({ base: run.base });
  await assert.rejects(run.zero({ base: run.folder }), {
    code: "bad_request",
    message: `Cannot start from ${run.folder} as the run was begun from ${run.base}`,
  });
});
