import assert from "node:assert/strict";
import process from "node:process";
import { evolveRounds } from "./evolve.ts";
import type { EvolveCommandOptions } from "./evolve_options.ts";
import { program } from "../program.ts";
import { printed } from "../testing/printed.ts";

/** A recipe of two rounds that is never begun. */
async function recipeFile(text = '[[rounds]]\nguide = "terminals"\npasses = [{}]\n'.repeat(2)) {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/recipe.toml`;
  await Deno.writeTextFile(path, text);
  return { path, folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** Asserts that nothing is begun, and why. */
async function refused(options: Omit<EvolveCommandOptions, "run">, message: RegExp | string): Promise<void> {
  const run = `refused-${crypto.randomUUID()}`;
  await assert.rejects(evolveRounds({ run, ...options }), { code: "bad_request", message });
  await assert.rejects(Deno.stat(`runs/${run}`), Deno.errors.NotFound);
}

Deno.test("evolveRounds() says what is wrong before it makes anything", async () => {
  await using recipe = await recipeFile();
  await refused({ recipe: recipe.path }, "Cannot evolve as neither --round nor --rounds says how far");
  await refused({ recipe: "/no/such.toml", round: 1 }, /^Cannot read the recipe \/no\/such\.toml: No such file/);
  await refused({ recipe: recipe.path, round: 3 }, "Cannot run round 3 as the recipe has rounds 1 to 2");
  await refused({ recipe: recipe.path, rounds: 3 }, "Cannot run round 3 as the recipe has rounds 1 to 2");
  await refused({ recipe: recipe.path, round: 2 }, /^Cannot run round 2 as round 1 is not finished.*--round 1$/);
  await refused({ recipe: recipe.path, round: 1, problems: "/no/such.jsonl" }, /^Cannot read the questions in \/no\//);
});

Deno.test("evolveRounds() refuses a recipe that cannot be used", async () => {
  await using torn = await recipeFile("[[rounds");
  await refused({ recipe: torn.path, round: 1 }, /^Cannot read .*recipe\.toml as TOML/);
  await using none = await recipeFile("seed = 1\n");
  await refused({ recipe: none.path, round: 1 }, "Cannot run round 1 as the recipe has no rounds");
});

Deno.test("evolveRounds() prints a plan with --dry-run, and writes nothing", async () => {
  await using recipe = await recipeFile();
  const run = `planned-${crypto.randomUUID()}`;
  const options = { run, recipe: recipe.path, rounds: 2, dryRun: true, base: recipe.folder } as const;
  const [base, ...rounds] = await printed(() => evolveRounds(options));
  assert.equal(base, `Policies are trained from ${recipe.folder}`);
  assert.match(rounds.join("\n"), /^Round 1: .*\nRound 2: /);
  await assert.rejects(Deno.stat(`runs/${run}`), Deno.errors.NotFound);
});

/** What the command line throws, or the message of what it throws. */
async function messageOf(...args: readonly string[]): Promise<string> {
  const { write } = process.stderr;
  process.stderr.write = () => true;
  try {
    await program(() => {}).parseAsync(["evolve", ...args], { from: "user" });
    return "";
  } catch (error) {
    return (error as Error).message;
  } finally {
    process.stderr.write = write;
  }
}

Deno.test("evolve takes either one round or the rounds up to one, and plain names of runs", async () => {
  assert.match(await messageOf("--round", "1", "--rounds", "2"), /'--round <n>' cannot be used with .*'--rounds <n>'/);
  assert.match(await messageOf("--round", "0"), /integer of at least 1/);
  for (const name of ["../x", "..", "", "a b"]) {
    assert.match(await messageOf("--round", "1", "--run", name), /letters, digits, dots and dashes/, name);
  }
});

Deno.test("evolve report takes --run for its own", async () => {
  assert.match(await messageOf("report", "--run", "no-such-run"), /^Cannot read the run runs\/no-such-run/);
});
