import assert from "node:assert/strict";
import { runCommand } from "./run_command.ts";

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

Deno.test("runCommand() prints no control characters of what it was given", async () => {
  const [code, errors] = await run("tree", "/no/such/\x1b[2J\x1b]0;title\x07.jsonl");
  assert.equal(code, 2);
  assert.match(errors, /^Error: Cannot read \/no\/such\/\\u001b\[2J\\u001b\]0;title\\u0007\.jsonl: /);
});

Deno.test("runCommand() returns what the command returned", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/trace.jsonl`, "");
  assert.deepEqual(await run("tree", `${folder}/trace.jsonl`, "--out", `${folder}/trace.html`), [0, ""]);
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
