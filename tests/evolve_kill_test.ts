/**
 * Rounds of self-evolution under `kill -9`: twenty kills at moments drawn from a seed, in every stage, and then the same bytes as
 * without them. Policy, verifier and trainings are fakes; search, journal, files and resume are the real ones.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { uniform } from "@rstar/core";
import { RunFolder } from "@rstar/core/evolve";
import type { TraceLine } from "@rstar/core/search";
import { SqliteStore } from "@rstar/store";

const KILLS = 20;
const ROUNDS = [1, 2];
const STAGES = ["search", "data", "policy", "ppm"];
/** Searches that are under way in the child at the same time: so many expansions a kill may have been recorded and not told. */
const CONCURRENCY = 4;
const MAX_DELAY_MS = 15;
const CHILD = fileURLToPath(new URL("./testing/evolve_child.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../deno.json", import.meta.url));

/**
 * Runs the child until it has ended, or kills it.
 *
 * @param delayMs told each line that it prints: how long it may live on from here, or null to let it
 * @returns whether it was killed
 */
async function runChild(folder: string, delayMs: (line: string) => number | null): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-prompt", `--config=${CONFIG}`, CHILD, folder],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const kill = (): void => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const delay = timer === undefined ? delayMs(line) : null;
      if (delay !== null) timer = setTimeout(kill, delay);
    }
  }
  const { signal, code } = await child.status;
  clearTimeout(timer);
  if (signal === null) assert.equal(code, 0, "the child fails");
  return signal !== null;
}

/** Kills within each stage when it is begun for the first time, and else after as many lines as fall to it. */
class Killer {
  /** The stages, as the child tells them, in which it has killed. */
  readonly stages = new Set<string>();
  readonly #random = uniform(20);
  readonly #meanLines: number;

  constructor(meanLines: number) {
    this.#meanLines = meanLines;
  }

  /** The rule for one life of the child. */
  next(): (line: string) => number | null {
    let left = Math.floor(this.#random() * 2 * this.#meanLines);
    return (line) => {
      const isNewStage = line.startsWith("stage ") && !this.stages.has(line);
      if (isNewStage) this.stages.add(line);
      return isNewStage || left-- <= 0 ? Math.floor(this.#random() * MAX_DELAY_MS) : null;
    };
  }
}

/** What must not depend on kills: files as text, and what journals hold of each problem. */
async function outcome(
  folder: string,
): Promise<{ files: Record<string, unknown>; expansions: string[]; told: string[] }> {
  const run = new RunFolder(`${folder}/sums`);
  const files: Record<string, unknown> = {};
  for (const round of ROUNDS) {
    for (const name of ["sft.jsonl", "pairs.jsonl", "suspects.jsonl", "data.json", "search.json", "model.json"]) {
      files[`${round} ${name}`] = await Deno.readTextFile(`${run.round(round)}/${name}`);
    }
    files[`${round} models`] = (await run.manifest(round))!.outputs;
  }
  const ids = (await Deno.readTextFile(run.problems)).trimEnd().split("\n").map((line) => JSON.parse(line).id);
  using store = new SqliteStore(run.store);
  const lines = (round: number, id: string): readonly TraceLine[] => store.journal(round).read(id);
  for (const id of ids) files[`journal of ${id}`] = ROUNDS.map((round) => lines(round, id));
  const expansions = ROUNDS.flatMap((round) =>
    ids.flatMap((id) =>
      lines(round, id).flatMap((line) =>
        line.type === "tell" ? [JSON.stringify([round, id, line.tree, line.expansion.path])] : []
      )
    )
  );
  return { files, expansions, told: (await Deno.readTextFile(`${folder}/tells.jsonl`)).trimEnd().split("\n") };
}

Deno.test("evolve() comes to the same data under twenty kills, and does nothing finished again", async () => {
  await using stack = new AsyncDisposableStack();
  const makeFolder = async (): Promise<string> => {
    const path = await Deno.makeTempDir({ prefix: "rstar-kills-" });
    stack.defer(() => Deno.remove(path, { recursive: true }));
    return path;
  };

  const calm = await makeFolder();
  const lines: string[] = [];
  assert.equal(await runChild(calm, (line) => (lines.push(line), null)), false);
  const expected = await outcome(calm);
  assert.deepEqual(expected.told.toSorted(), expected.expansions.toSorted());
  assert.ok(expected.expansions.length > 150 && !Object.values(expected.files).includes(""), "there is much to lose");

  const killer = new Killer((1.5 * lines.length) / (KILLS - ROUNDS.length * STAGES.length));
  const killsIn = new Map([[await makeFolder(), 0]]);
  for (let kills = 0; kills < KILLS;) {
    const [folder, killsHere] = [...killsIn].at(-1)!;
    if (await runChild(folder, killer.next())) {
      kills++;
      killsIn.set(folder, killsHere + 1);
    } else killsIn.set(await makeFolder(), 0); // it came to its end first: on with the kills in another run
  }
  assert.deepEqual(
    [...killer.stages].sort(),
    ROUNDS.flatMap((round) => STAGES.map((s) => `stage ${round} ${s}`)).sort(),
  );

  for (const [folder, kills] of killsIn) {
    await runChild(folder, () => null);
    const { files, expansions, told } = await outcome(folder);
    assert.deepEqual(files, expected.files);
    assert.equal(new Set(told).size, told.length, "no expansion is carried out twice");
    assert.deepEqual(told.filter((expansion) => !expansions.includes(expansion)), [], "each is recorded");
    assert.ok(expansions.length - told.length <= kills * CONCURRENCY, "and each is told, but for those at a kill");
  }
});
