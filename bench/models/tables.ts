/**
 * Strategies on recorded searches ({@link ./record.ts}), side by side at equal tokens; no model is needed.
 *
 * ```sh
 * deno run -A bench/models/tables.ts FILE
 * ```
 *
 * The file may be compressed (`.gz`). Each row of a search is compared with the majority of as many chains as begin within its
 * tokens, on the same problems.
 *
 * @module
 */
import { gradeAll } from "@rstar/core";
import { type ChoiceRule, choose, type TraceLine, type Trajectory } from "@rstar/core/search";
import { pairedBootstrap } from "@rstar/eval";
import { percentagePoints, shareText } from "@rstar/eval/format";
import { parseJsonLines } from "@rstar/eval/results";
import { mean, sum } from "@rstar/eval/statistics";
import { cutAt } from "@rstar/eval/strategies";
import { markdownTable } from "@rstar/eval/text-report";
import { startVerifier } from "@rstar/solver";
import { benchProgram, progress } from "../harness/bench_program.ts";
import { type Chain, foundIn, recordedChains, recordedTrees, within } from "./recorded.ts";

/** One problem searched in one way. */
interface Row {
  readonly measurement: string;
  readonly id: string;
  readonly trace: readonly TraceLine[];
  readonly truth: string;
}

/** What a strategy answers to a problem, and its cost. */
interface Outcome {
  readonly answer: string | null;
  readonly tokens: number;
}

/** A strategy's outcomes, by the problem's id. */
type Outcomes = ReadonlyMap<string, Outcome>;

const COUNTS = [1, 2, 4, 8, 16, 32];
const MAJORITY: ChoiceRule = { rule: "majority" };

await benchProgram(async () => {
  const [path] = Deno.args;
  const rows = parseJsonLines<Row>(await textOf(path), path);
  const truths = new Map(rows.map(({ id, truth }) => [id, truth]));
  const ways = Map.groupBy(rows, ({ measurement }) => measurement);
  const chainsOf = recordedOf(ways, "chains"), greedyOf = recordedOf(ways, "greedy");
  const strategies = [...ways].flatMap(([measurement, members]) =>
    strategiesOf(wayOf(measurement), members, { chainsOf, greedyOf })
  );
  const verdicts = await verdictsOf(strategies.map(([, outcomes]) => outcomes), truths);
  const isRight = (id: string, { answer }: Outcome): boolean =>
    answer !== null && verdicts.get(pairKey(answer, truths.get(id)!))!;
  const table = strategies.map(([name, outcomes]) => {
    const all = [...outcomes];
    const right = all.filter(([id, outcome]) => isRight(id, outcome)).length;
    const none = all.filter(([, { answer }]) => answer === null).length;
    return [
      name,
      shareText(right, all.length),
      mean(all.map(([, { tokens }]) => tokens)).toFixed(0),
      percentagePoints(none / all.length),
      difference(all, chainsOf, isRight),
    ];
  });
  console.log([...ways.keys()].map((name) => `- ${name}`).join("\n"), "\n");
  console.log(
    markdownTable(["strategy", "right", "tokens a problem", "no answer", "less the majority in as many tokens"], table),
  );
  if (chainsOf.size > 0) {
    const any = [...chainsOf].filter(([id, chains]) =>
      chains.some(({ trajectory, tokens }) => isRight(id, { answer: trajectory?.answer ?? null, tokens }))
    );
    console.log(`\nAny chain right: ${shareText(any.length, chainsOf.size)}`);
  }
});

async function textOf(path: string): Promise<string> {
  if (!path.endsWith(".gz")) return await Deno.readTextFile(path);
  using file = await Deno.open(path);
  return await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).text();
}

function wayOf(measurement: string): string {
  return measurement.split(" ")[0];
}

/** The chains of a way, by the problem's id. */
function recordedOf(ways: ReadonlyMap<string, readonly Row[]>, way: string): Map<string, readonly Chain[]> {
  const rows = [...ways].filter(([measurement]) => wayOf(measurement) === way).flatMap(([, members]) => members);
  return new Map(rows.map(({ id, trace }) => [id, recordedChains(trace)]));
}

function strategiesOf(
  way: string,
  rows: readonly Row[],
  { chainsOf, greedyOf }: Readonly<Record<"chainsOf" | "greedyOf", ReadonlyMap<string, readonly Chain[]>>>,
): [string, Outcomes][] {
  const by = (outcome: (row: Row) => Outcome): Outcomes => new Map(rows.map((row) => [row.id, outcome(row)]));
  if (way === "greedy") return [[way, by(({ trace }) => voted(recordedChains(trace), MAJORITY))]];
  const grown = (trace: readonly TraceLine[]) => recordedTrees(trace)[0];
  const most = way === "chains"
    ? Math.min(...rows.map(({ id }) => chainsOf.get(id)!.length))
    : Math.min(...rows.map(({ trace }) => grown(trace).init.options.rollouts));
  return COUNTS.filter((count) => count <= most).flatMap((count): [string, Outcomes][] => {
    if (way === "chains") {
      const first = (id: string) => chainsOf.get(id)!.slice(0, count);
      return [
        [`majority@${count}`, by(({ id }) => voted(first(id), MAJORITY))],
        [
          `greedy and majority@${count}`,
          by(({ id }) => voted([...greedyOf.get(id) ?? [], ...first(id)], MAJORITY)),
        ],
        [`likelihood@${count}`, by(({ id }) => voted(first(id), { rule: "likelihood-vote" }))],
        [
          `majority@${count}, steps not verified`,
          by(({ id }) => voted(first(id).map(({ unverified }) => unverified), MAJORITY)),
        ],
      ];
    }
    return [[
      `${way}@${count}`,
      by(({ trace }) => {
        const tree = cutAt(grown(trace), count);
        return outcomeOf(foundIn(tree), tree.tokens, MAJORITY);
      }),
    ]];
  });
}

function voted(chains: readonly Pick<Chain, "trajectory" | "tokens">[], rule: ChoiceRule): Outcome {
  const found = chains.flatMap(({ trajectory }) => trajectory ?? []);
  return outcomeOf(found, sum(chains.map(({ tokens }) => tokens)), rule);
}

function outcomeOf(found: readonly Trajectory[], tokens: number, rule: ChoiceRule): Outcome {
  return { answer: choose(found, rule)?.answer ?? null, tokens };
}

/** The difference to the majority of as many chains as begin within the tokens of each problem, in percentage points. */
function difference(
  outcomes: readonly (readonly [string, Outcome])[],
  chainsOf: ReadonlyMap<string, readonly Chain[]>,
  isRight: (id: string, outcome: Outcome) => boolean,
): string {
  const pairs = outcomes.flatMap(([id, outcome]): [boolean, boolean][] => {
    const chains = chainsOf.get(id);
    return chains ? [[isRight(id, outcome), isRight(id, voted(within(chains, outcome.tokens), MAJORITY))]] : [];
  });
  if (pairs.length === 0) return "–";
  const { difference, low, high } = pairedBootstrap(pairs);
  return `${percentagePoints(difference)} (${percentagePoints(low)} to ${percentagePoints(high)})`;
}

function pairKey(answer: string, truth: string): string {
  return JSON.stringify([answer, truth]);
}

async function verdictsOf(
  all: readonly Outcomes[],
  truths: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, boolean>> {
  // The majority at equal tokens answers with one of the same chains, whose answers all occur below.
  const pairs = new Map<string, { readonly prediction: string; readonly truth: string }>();
  for (const outcomes of all) {
    for (const [id, { answer }] of outcomes) {
      const truth = truths.get(id)!;
      if (answer !== null) pairs.set(pairKey(answer, truth), { prediction: answer, truth });
    }
  }
  progress(`grading ${pairs.size} answers`);
  await using verifier = await startVerifier({ onProgress: progress });
  const right = await gradeAll([...pairs.values()], { verifier });
  return new Map([...pairs.keys()].map((key, index) => [key, right[index]]));
}
