import assert from "node:assert/strict";
import { readArguments, usage } from "./fuzz_arguments.ts";

const TARGETS = ["gguf", "latex"];

Deno.test("readArguments() reads all options; without any, all targets get a minute each", () => {
  assert.deepEqual(
    readArguments(["--seconds", "2.5", "--seed=7", "--target", "latex", "--verbose"], TARGETS),
    { seconds: 2.5, seed: 7, targets: ["latex"], verbose: true, help: false },
  );
  const { seconds, targets, verbose, help } = readArguments([], TARGETS);
  assert.deepEqual({ seconds, targets, verbose, help }, { seconds: 60, targets: TARGETS, verbose: false, help: false });
});

Deno.test("readArguments() says in one sentence what is wrong", () => {
  for (
    const [args, reason] of [
      [["--unknown"], /'--unknown'/],
      [["latex"], /'latex'/],
      [["--seconds"], /--seconds/],
      [["--seconds", "0"], /--seconds .*: 0$/],
      [["--seconds", "x"], /--seconds .*: x$/],
      [["--seed", "1.5"], /--seed .*: 1\.5$/],
      [["--seed", ""], /--seed .*: $/],
      [["--target", "pdf"], /pdf: there are gguf, latex$/],
      [["--verbose=1"], /--verbose/],
    ] as const
  ) {
    assert.throws(() => readArguments(args, TARGETS), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, /^Cannot fuzz as [^\n]+$/);
      assert.match(error.message, reason);
      return true;
    });
  }
});

Deno.test("fuzz.ts prints usage and ends with 0; an unknown option is one line and ends with 2", async () => {
  const run = async (option: string) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", "--no-lock", `${import.meta.dirname}/fuzz.ts`, option],
    }).output();
    return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
  };
  const [help, unknown] = await Promise.all([run("--help"), run("--unknown")]);
  assert.deepEqual([help.code, help.stderr], [0, ""]);
  assert.ok(help.stdout.startsWith(usage([]).split("\n")[0]), help.stdout);
  assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
  assert.match(unknown.stderr, /^Cannot fuzz as [^\n]*'--unknown'[^\n]*\n$/);
});
