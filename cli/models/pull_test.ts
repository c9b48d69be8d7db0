import assert from "node:assert/strict";
import { sha256Of, startHub } from "@rstar/hub/testing";
import { endOf, startCli } from "../testing/run_cli.ts";

const CONTENT = new Uint8Array(400_000).map((_, index) => index >> 8 ^ index);
const FILE = "m-Q4_K_M.gguf";

/** A hub that gives its file slowly, and a cache. */
async function hubAndCache(pace: number) {
  const options = { repo: "org/repo", files: { [FILE]: CONTENT }, pace };
  const hub = startHub(options);
  const cache = await Deno.makeTempDir();
  const env = { HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache };
  const part = `${cache}/models--org--repo/blobs/${sha256Of(CONTENT)}.incomplete`;
  return {
    hub,
    options,
    part,
    pull: (name = "hf:org/repo") => startCli(["pull", name], env),
    path: `${cache}/models--org--repo/snapshots/${hub.commit}/${FILE}`,
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  };
}

/** Waits until something of a file has arrived. */
async function begun(part: string): Promise<void> {
  for (;;) {
    const size = await Deno.stat(part).then((info) => info.size, () => 0);
    if (size > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("pull prints the path to stdout, and a command that uses the model", async () => {
  await using at = await hubAndCache(CONTENT.length);
  const { code, stdout, stderr } = await endOf(at.pull());
  assert.deepEqual([code, stdout], [0, `${at.path}\n`]);
  assert.deepEqual(await Deno.readFile(at.path), CONTENT);
  assert.match(stderr, /^hf:org\/repo: .* of 400 kB \(\d+ %\)/);
  assert.match(stderr, /\nUse it: deno task solve --model hf:org\/repo "…"\n$/);
});

Deno.test({
  name: "pull goes on where kill -9 or Ctrl-C ended it",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (const [signal, code, message] of [["SIGKILL", 137, /^[^\n]*\n$/], ["SIGINT", 130, /Interrupted/]] as const) {
      await using at = await hubAndCache(4_000);
      const child = at.pull();
      await begun(at.part);
      child.kill(signal);
      const killed = await endOf(child);
      assert.deepEqual([killed.code, killed.stdout], [code, ""]);
      assert.match(killed.stderr, message);
      const { size } = await Deno.stat(at.part);
      at.options.pace = CONTENT.length;
      assert.equal((await endOf(at.pull())).code, 0);
      assert.equal(at.hub.requests.at(-1), `bytes=${size}- /${FILE}`);
      assert.deepEqual(await Deno.readFile(at.path), CONTENT);
    }
  },
});

Deno.test("pull refuses a name that it does not know in one sentence", async () => {
  await using at = await hubAndCache(1);
  const { code, stderr } = await endOf(at.pull("qwen"));
  assert.equal(code, 2);
  assert.match(stderr, /^Error: Cannot fetch qwen as it is none of smollm2-135m, [^\n]*hf:org\/repo:quant\.\n$/);
  const wrong = await endOf(at.pull("org/repo:F16"));
  assert.equal(wrong.code, 4);
  assert.match(wrong.stderr, /^Error: Cannot fetch org\/repo:F16 as no file of m-Q4_K_M\.gguf is called so\.\n$/);
});
