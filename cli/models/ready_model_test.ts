import assert from "node:assert/strict";
import { startHub, variables } from "@rstar/hub/testing";
import { endOf, startCli } from "../testing/run_cli.ts";
import { readyModel } from "./ready_model.ts";

const FILE = "m-Q4_K_M.gguf";
const NAME = "hf:org/repo:Q4_K_M";
const { signal } = new AbortController();

/** A hub with one file, and an empty cache. */
async function hubAndCache() {
  const hub = startHub({ repo: "org/repo", files: { [FILE]: new TextEncoder().encode("not a model") } });
  const env = { HF_HUB_CACHE: await Deno.makeTempDir(), HF_ENDPOINT: hub.url };
  const set = variables(env);
  const path = `${env.HF_HUB_CACHE}/models--org--repo/snapshots/${hub.commit}/${FILE}`;
  return {
    hub,
    env,
    isHere: () => Deno.stat(path).then(() => true, () => false),
    async [Symbol.asyncDispose]() {
      set[Symbol.dispose]();
      await hub[Symbol.asyncDispose]();
    },
  };
}

/** Asks nobody: gives an answer, and keeps the questions. */
function answering(answer: boolean) {
  const questions: string[] = [];
  const ask = (question: string) => {
    questions.push(question);
    return Promise.resolve(answer);
  };
  return { questions, ask };
}

Deno.test("readyModel() fetches a known model where the user says so, and asks only once", async () => {
  await using at = await hubAndCache();
  const no = answering(false), yes = answering(true);
  await assert.rejects(readyModel(NAME, { signal, ask: no.ask }), {
    code: "model_not_found",
    message: /fetch it with "deno task pull hf:org\/repo:Q4_K_M"$/,
  });
  assert.deepEqual(no.questions, [`Fetch ${NAME} (11 bytes)? [y/N] `]);
  assert.equal(await at.isHere(), false);
  assert.equal(await readyModel(NAME, { signal, ask: yes.ask }), NAME);
  assert.equal(await at.isHere(), true);
  await readyModel(NAME, { signal, ask: yes.ask });
  assert.equal(yes.questions.length, 1);
});

Deno.test("readyModel() asks for nothing that may be a misspelt path", async () => {
  await using at = await hubAndCache();
  const { questions, ask } = answering(true);
  for (const name of ["org/repo", "/no/such.gguf", "qwen"]) {
    await assert.rejects(readyModel(name, { signal, ask }), { code: "model_not_found" });
  }
  assert.deepEqual([questions, at.hub.requests], [[], []]);
});

Deno.test("solve names pull where a model is not here and nobody can be asked, and fetches it with --yes", async () => {
  await using at = await hubAndCache();
  const run = (...more: string[]) => endOf(startCli(["solve", "1 + 1", "--model", NAME, ...more], at.env));
  const refused = await run();
  assert.equal(refused.code, 4);
  assert.match(
    refused.stderr,
    /^Error: Cannot find the model [^\n]*: fetch it with "deno task pull hf:org\/repo:Q4_K_M"\.\n$/,
  );
  assert.equal(await at.isHere(), false);
  const fetched = await run("--yes");
  assert.equal(fetched.code, 4);
  assert.match(fetched.stderr, /m-Q4_K_M\.gguf/, "it is no model, but it was opened");
  assert.equal(await at.isHere(), true);
});
