import type { SearchPorts } from "../../search/expand.ts";
import { grow, type GrowOptions } from "../../search/driver/search.ts";
import type { SearchEvent } from "../../search/driver/search_event.ts";
import { PRESETS } from "../../search/presets.ts";
import { enough } from "../../search/rules/stop.ts";
import { replay } from "../../search/trace.ts";
import type { Tree } from "../../search/tree.ts";
import type { Journal } from "../../search/journal.ts";
import type { GrownProblem, SearchProblem } from "../data/grown_problem.ts";
import type { EvolutionRecipe, PassRecipe } from "../recipe/recipe.ts";
import type { SearchTotals } from "../round_records.ts";

/** How the problems of a round are searched. */
export interface RoundSearchOptions {
  /** The passes, and what they have in common. */
  readonly recipe: Pick<EvolutionRecipe, "search" | "enough">;
  /** See {@linkcode PassRecipe}. */
  readonly passes: readonly PassRecipe[];
  /** Seeds every sample. */
  readonly seed: number;
  /** Keeps every tell. */
  readonly journal: Journal;
  /** Policy, verifier and, where the round is guided by one, the PPM. */
  readonly ports: SearchPorts;
  /** Whether a prediction equals the ground truth. */
  readonly grade: GrowOptions["grade"];
  /** Problems under way at the same time. */
  readonly concurrency: number;
  /** Ends it; the same call goes on later. */
  readonly signal: AbortSignal;
}

/** An event of a round's search, with the pass it belongs to. */
export type RoundSearchEvent =
  | { readonly type: "pass"; readonly pass: number; readonly problems: number }
  | SearchEvent;

/**
 * Searches the problems of a round, pass after pass. What the journal holds is not searched again: a call that was ended at any
 * moment is gone on with by the next one, and comes to the same trees.
 *
 * @yields the events of the searches; a problem that fails is left out and tried again by the next call
 * @throws {DOMException} `AbortError` when `signal` aborts
 * @see rStar-Math §3.4 and App. A.1: candidates, rollouts and the second pass over unsolved problems
 */
export async function* searchRound(
  problems: readonly SearchProblem[],
  options: RoundSearchOptions,
): AsyncGenerator<RoundSearchEvent> {
  const { recipe, passes, journal, ports, grade, seed, concurrency, signal } = options;
  const failed = new Set<string>();
  let firstTree = 0;
  for (const [index, pass] of passes.entries()) {
    const chosen = pass.problems === "all" ? problems : problems.filter(({ id }) => !isSolved(id, firstTree, journal));
    for (const last = firstTree + pass.trees; firstTree < last; firstTree++) {
      const left = chosen.filter(({ id }) => !failed.has(id));
      yield { type: "pass", pass: index, problems: left.length };
      const search = { ...PRESETS.paper, ...recipe.search, ...pass.search };
      const limit = pass.enough ?? recipe.enough;
      const stop = limit && enough(limit);
      const growing = { search, stop, seed, firstTree, journal, grade, concurrency, signal };
      for await (const event of grow(left, ports, growing)) {
        if (event.type === "failed") failed.add(event.problem.id);
        yield event;
      }
      signal.throwIfAborted();
    }
  }
}

/** Whether one of the problem's trees before `end` came to a correct answer. */
function isSolved(problem: string, end: number, journal: Journal): boolean {
  return grownTrees(problem, journal).some(({ tree, index }) => index < end && tree.found.some((leaf) => leaf.correct));
}

/** A problem with the trees that journals hold of it, journal after journal. */
export function grownProblem(problem: SearchProblem, journals: readonly Journal[]): GrownProblem {
  return { problem, trees: journals.flatMap((journal) => grownTrees(problem.id, journal).map(({ tree }) => tree)) };
}

/** What a round's search took so far, from its journal. */
export function searchTotals(problems: readonly SearchProblem[], journal: Journal): Omit<SearchTotals, "failed"> {
  const totals = { problems: problems.length, trees: 0, rollouts: 0, tokens: 0 };
  for (const { id } of problems) {
    for (const { tree } of grownTrees(id, journal)) {
      totals.trees++;
      totals.rollouts += tree.rollouts;
      totals.tokens += tree.tokens;
    }
  }
  return totals;
}

function grownTrees(problem: string, journal: Journal): { readonly tree: Tree; readonly index: number }[] {
  return replay(journal.read(problem));
}
