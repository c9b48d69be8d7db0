import assert from "node:assert/strict";
import { runCommand } from "./run_command.ts";
import { printed } from "./testing/printed.ts";

/** The exit code of a command, and what it printed as errors. */
async function run(...args: string[]): Promise<[code: number, errors: string]> {
  const errors: string[] = [];
  const { error } = console;
  console.error = (line) => errors.push(String(line));
  try {
    return [await runCommand(args), errors.join("\n")];
  } finally {
    console.error = error;
  }
}

Deno.test("runCommand() reports an error in one sentence and returns its exit code", async () => {
  const [code, errors] = await run("tree", "/no/such/trace.jsonl");
  assert.equal(code, 2);
  assert.match(errors, /^Error: Cannot read \/no\/such\/trace\.jsonl: [^\n]+\.$/);
});

Deno.test("runCommand() says in one sentence what the system refuses, wherever it was", async () => {
  const file = await Deno.makeTempFile();
  const [code, errors] = await run("train", "--out", `${file}/x`);
  assert.equal(code, 1);
  assert.match(errors, /^Error: Cannot go on: Not a directory: mkdir '[^\n]+'\.$/);
});

Deno.test("runCommand() reads the configuration that RSTAR_CONFIG names, and refuses one that is wrong", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "[tree]\nuot = 'x.html'\n");
  Deno.env.set("RSTAR_CONFIG", path);
  try {
    const [code, errors] = await run("tree", "t.jsonl");
    assert.deepEqual([code, errors], [
      2,
      `Error: Cannot use the configuration ${path} as the command tree has no option --uot.`,
    ]);
  } finally {
    Deno.env.delete("RSTAR_CONFIG");
  }
});

Deno.test("runCommand() prints the version", async () => {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("./deno.json", import.meta.url)));
  for (const args of [["--version"], ["solve", "-V"]]) {
    assert.deepEqual(await printed(async () => assert.equal(await runCommand(args), 0)), [version]);
  }
});

Deno.test("runCommand() prints no control characters of what it was given", async () => {
  const [code, errors] = await run("tree", "/no/such/\x1b[2J\x1b]0;title\x07.jsonl");
  assert.equal(code, 2);
  assert.match(errors, /^Error: Cannot read \/no\/such\/\\u001b\[2J\\u001b\]0;title\\u0007\.jsonl: /);
});

Deno.test("runCommand() returns what the command returned", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/trace.jsonl`, "");
  const args = ["tree", `${folder}/trace.jsonl`, "--out", `${folder}/trace.html`];
  assert.deepEqual(await printed(async () => assert.deepEqual(await run(...args), [0, ""])), [`${folder}/trace.html`]);
  assert.match(await Deno.readTextFile(`${folder}/trace.html`), /^<!doctype html>/);
});

Deno.test({
  name: "a message that cannot be written is lost, and the exit code is what it would have been",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const main = new URL("./main.ts", import.meta.url).pathname;
    const line = `exec '${Deno.execPath()}' run -q -A --no-prompt '${main}' tree /no/such/trace.jsonl 2>/dev/full`;
    assert.equal((await new Deno.Command("sh", { args: ["-c", line] }).output()).code, 2);
  },
});
