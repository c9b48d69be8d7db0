import assert from "node:assert/strict";
import { Command } from "@commander-js/extra-typings";
import { applyConfig } from "./config_file.ts";
import { count, option } from "./option.ts";

/** Sets environment variables (`undefined` unsets) until it is disposed. */
function variables(values: Readonly<Record<string, string | undefined>>): Disposable {
  const set = (all: [string, string | undefined][]) => {
    for (const [name, value] of all) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  };
  const before = Object.keys(values).map((name): [string, string | undefined] => [name, Deno.env.get(name)]);
  set(Object.entries(values));
  return { [Symbol.dispose]: () => set(before) };
}

/** A program with the commands `solve` and `eval`, after a configuration was applied. */
async function configured(text: string) {
  const path = await Deno.makeTempFile({ suffix: ".toml" });
  await Deno.writeTextFile(path, text);
  const seen: unknown[] = [];
  const all = new Command("rstar").exitOverride();
  for (const name of ["solve", "eval"]) {
    const command = new Command(name).exitOverride().option("--json").addOption(option("--policy <name>", "policy"));
    if (name === "solve") command.addOption(option("--rollouts <n>", "rollouts").argParser(count).default(8));
    all.addCommand(command.action((options) => void seen.push(options)));
  }
  using _ = variables({ RSTAR_CONFIG: path });
  await applyConfig(all as unknown as Command).finally(() => Deno.remove(path));
  return async (...args: string[]) => {
    await all.parseAsync(args, { from: "user" });
    return seen.pop();
  };
}

Deno.test("applyConfig() gives values to all commands that have the option, and a command its own", async () => {
  const run = await configured(`policy = "a"\njson = true\n[solve]\npolicy = "b"\nrollouts = 32\n`);
  assert.deepEqual(await run("solve"), { policy: "b", json: true, rollouts: 32 });
  assert.deepEqual(await run("eval"), { policy: "a", json: true });
  const other = await configured("json = true\n[eval]\njson = false\n");
  assert.deepEqual(await other("eval"), { json: undefined });
});

Deno.test("applyConfig() counts less than flag and environment, and more than the default", async () => {
  const run = await configured(`policy = "file"\nrollouts = 32\njson = false\n`);
  assert.deepEqual(await run("solve", "--rollouts", "4"), { policy: "file", rollouts: 4 });
  using _ = variables({ RSTAR_ROLLOUTS: "16" });
  assert.deepEqual(await run("solve"), { policy: "file", rollouts: 16 });
  assert.deepEqual(await run("solve", "--rollouts", "4"), { policy: "file", rollouts: 4 });
});

Deno.test("applyConfig() refuses in a sentence what it does not know", async () => {
  const cases: [string, RegExp][] = [
    ["polciy = 1", /^Cannot use the configuration .* as no command has an option --polciy$/],
    ["[solve]\nbeam = 1", /as the command solve has no option --beam$/],
    ["[slove]\npolicy = 'x'", /as there is no command slove$/],
    ["rollouts = 0", /as rollouts is wrong: It must be an integer of at least 1$/],
    ["rollouts = true", /as rollouts must not be true or false$/],
    ["json = 'yes'", /as json must be true or false$/],
    ["policy =", /as it is no TOML: /],
  ];
  for (const [text, message] of cases) await assert.rejects(configured(text), { code: "bad_request", message });
  using _ = variables({ RSTAR_CONFIG: "/no/such.toml" });
  await assert.rejects(applyConfig(new Command()), {
    message: /^Cannot read the configuration \/no\/such\.toml: No such/,
  });
  using __ = variables({ RSTAR_CONFIG: undefined, XDG_CONFIG_HOME: import.meta.filename! });
  await applyConfig(new Command());
});
