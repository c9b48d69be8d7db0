import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { searchRequestSchema } from "@rstar/core/search/request";
import { addVerbose, modelName, option, path, searchOption } from "./option.ts";

const { preset, rollouts, temperature, trees, seed } = searchRequestSchema.shape;

/** What a command of these options makes of some arguments. */
function parsed(...args: string[]): Record<string, unknown> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  for (const field of [preset, rollouts, temperature, trees, seed]) command.addOption(searchOption(field));
  return command.parse(args, { from: "user" }).opts();
}

Deno.test("searchOption() has flag, twin in the environment, help and default of the field", () => {
  const { flags, envVar, description, defaultValue } = searchOption(seed);
  assert.deepEqual([flags, envVar, description, defaultValue], [
    "--seed <n>",
    "RSTAR_SEED",
    "seed of every sample",
    0,
  ]);
  assert.equal(searchOption(searchRequestSchema.shape.budgetTokens).envVar, "RSTAR_BUDGET_TOKENS");
});

Deno.test("addVerbose() sets RSTAR_VERBOSE where the flag is given, and leaves it alone elsewhere", () => {
  const before = Deno.env.get("RSTAR_VERBOSE");
  try {
    Deno.env.set("RSTAR_VERBOSE", "0");
    const command = new Command().action(() => {});
    addVerbose(command);
    command.parse([], { from: "user" });
    assert.equal(Deno.env.get("RSTAR_VERBOSE"), "0");
    command.parse(["--verbose"], { from: "user" });
    assert.equal(Deno.env.get("RSTAR_VERBOSE"), "1");
  } finally {
    if (before === undefined) Deno.env.delete("RSTAR_VERBOSE");
    else Deno.env.set("RSTAR_VERBOSE", before);
  }
});

Deno.test("option() takes an empty variable for unset, and 0 for a flag that is off", () => {
  const parsed = (value: string) => {
    Deno.env.set("RSTAR_UNSAFE", value);
    Deno.env.set("RSTAR_PPM", "");
    try {
      return new Command().addOption(option("--unsafe", "")).addOption(option("--ppm <path>", "")).parse([], {
        from: "user",
      }).opts();
    } finally {
      Deno.env.delete("RSTAR_UNSAFE");
      Deno.env.delete("RSTAR_PPM");
    }
  };
  for (const off of ["", "0", "false"]) assert.deepEqual(parsed(off), {}, off);
  assert.deepEqual(parsed("1"), { unsafe: true });
});

Deno.test("searchOption() takes values within the field's bounds", () => {
  const args = ["--preset", "msft", "--rollouts", "3", "--temperature", "0.5"];
  assert.deepEqual(parsed(...args), { preset: "msft", rollouts: 3, temperature: 0.5, seed: 0 });
});

Deno.test("searchOption() refuses others in a sentence", () => {
  const fails = (message: RegExp, ...args: string[]) => assert.throws(() => parsed(...args), { message });
  fails(/'0' is invalid\. It must be an integer from 1 to 1000000\.$/, "--rollouts", "0");
  fails(/'1000001' is invalid\./, "--rollouts", "1000001");
  fails(/It must be an integer from 1 to 10000\.$/, "--trees", "1.5");
  fails(/It must be a number from 0 to 100\.$/, "--temperature", "-1");
  fails(/Allowed choices are paper, msft\.$/, "--preset", "x");
});

Deno.test("path() is relative to where a task was called, and modelName() only where a file is there", async () => {
  const [root, folder] = [dirname(import.meta.dirname!), await Deno.makeTempDir()];
  await Deno.writeTextFile(`${folder}/m.gguf`, "");
  const before = [Deno.cwd(), Deno.env.get("INIT_CWD")] as const;
  assert.equal(path("q.csv"), "q.csv", "as given where that is the working folder");
  try {
    Deno.chdir(root);
    Deno.env.set("INIT_CWD", folder);
    assert.deepEqual(["q.csv", "/q.csv", "-"].map(path), [join(folder, "q.csv"), "/q.csv", "-"]);
    assert.deepEqual(["m.gguf", "org/m:F16"].map(modelName), [join(folder, "m.gguf"), "org/m:F16"]);
  } finally {
    Deno.chdir(before[0]);
    before[1] === undefined ? Deno.env.delete("INIT_CWD") : Deno.env.set("INIT_CWD", before[1]);
    await Deno.remove(folder, { recursive: true });
  }
});
