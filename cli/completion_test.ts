import assert from "node:assert/strict";
import { completionScript, SHELLS } from "./completion.ts";
import { program } from "./program.ts";

const all = program(() => {});
const hasBash = await new Deno.Command("bash", { args: ["-c", ":"] }).output().then(() => true, () => false);

/** What bash offers behind words of which the last is unfinished, sorted. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const call = `COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _rstar; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ["-c", `${completionScript("bash", all)}\n${call}`, "bash", "rstar", ...words];
  const { stdout, stderr } = await new Deno.Command("bash", { args, cwd: import.meta.dirname }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).trim().split("\n").sort();
}

Deno.test({
  name: "completionScript() lets bash complete commands, options, choices and files",
  ignore: !hasBash,
  async fn() {
    assert.deepEqual(await offered("so"), ["solve"]);
    assert.deepEqual(await offered("pu"), ["pull"]);
    assert.deepEqual(await offered("models", "--j"), ["--json"]);
    assert.deepEqual(await offered("solve", "--y"), ["--yes"]);
    assert.deepEqual(await offered("solve", "--ro"), ["--rollouts"]);
    assert.deepEqual(await offered("solve", "--preset", ""), ["msft", "paper"]);
    assert.deepEqual(await offered("solve", "--file", "completion."), ["completion.ts"]);
    assert.deepEqual(await offered("eval", "diff", "completion."), ["completion.ts"]);
    assert.deepEqual(await offered("completion", "f"), ["fish"]);
    assert.deepEqual(await offered("evolve", "--round", "1", "exp"), ["export"]);
    assert.deepEqual(await offered("evolve", "export", "--r"), ["--round", "--run"]);
  },
});

Deno.test("completionScript() names every command and option for each shell", () => {
  for (const shell of SHELLS) {
    const script = completionScript(shell, all);
    for (const command of all.commands) {
      assert.ok(script.includes(command.name()), `${shell}: ${command.name()}`);
      for (const { long } of command.options) assert.ok(script.includes(long!.slice(2)), `${shell}: ${long}`);
    }
  }
});
