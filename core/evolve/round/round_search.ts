/**
 * Searches the problems of a round, pass after pass, and reads their trees back from the journal.
 *
 * @module
 */
import type { SearchPorts } from "../../search/expand.ts";
import { grow, type GrowOptions } from "../../search/driver/search.ts";
import type { SearchEvent } from "../../search/driver/search_event.ts";
import { PRESETS } from "../../search/presets.ts";
import { enough } from "../../search/rules/stop.ts";
import { replay } from "../../search/trace.ts";
import type { Journal } from "../../search/journal.ts";
import type { GrownProblem, SearchProblem } from "../data/grown_problem.ts";
import type { EvolutionRecipe, PassRecipe } from "../recipe/recipe.ts";
import type { SearchTotals } from "../round_records.ts";

/** Options of {@linkcode searchRound}. */
export interface RoundSearchOptions {
  /** What the passes have in common. */
  readonly recipe: Pick<EvolutionRecipe, "search" | "enough">;
  /** The passes, in their order. */
  readonly passes: readonly PassRecipe[];
  /** Seeds every sample. */
  readonly seed: number;
  /** Keeps every tell; holds those of earlier calls. */
  readonly journal: Journal;
  /** Policy, verifier and, where the round is guided by one, the PPM. */
  readonly ports: SearchPorts;
  /** Whether a prediction equals the ground truth. */
  readonly grade: GrowOptions["grade"];
  /** Problems searched at the same time. */
  readonly concurrency: number;
  /** Stops the searches; the same call resumes them later. */
  readonly signal: AbortSignal;
}

/** An event of a round's search; `pass` counts from 0 and starts one tree for each of `problems` problems. */
export type RoundSearchEvent =
  | { readonly type: "pass"; readonly pass: number; readonly problems: number }
  | SearchEvent;

/**
 * Searches the problems of a round, pass after pass. What the journal holds is not searched again: after a call that was stopped
 * at any moment, the next one resumes and grows the same trees.
 *
 * @yields the events of the searches; a problem whose search fails is left out of later passes, and searched by the next call
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

/** Whether one of the problem's trees before number `end` has a correct answer. */
function isSolved(problem: string, end: number, journal: Journal): boolean {
  return replay(journal.read(problem)).some(({ tree, index }) =>
    index < end && tree.found.some((leaf) => leaf.correct)
  );
}

/** A problem with its trees of the given journals, journal after journal. */
export function grownProblem(problem: SearchProblem, journals: readonly Journal[]): GrownProblem {
  return { problem, trees: journals.flatMap((journal) => replay(journal.read(problem.id)).map(({ tree }) => tree)) };
}

/** The size of a round's search so far, from its journal. */
export function searchTotals(problems: readonly SearchProblem[], journal: Journal): Omit<SearchTotals, "failed"> {
  const totals = { problems: problems.length, trees: 0, rollouts: 0, tokens: 0 };
  for (const { id } of problems) {
    for (const { tree } of replay(journal.read(id))) {
      totals.trees++;
      totals.rollouts += tree.rollouts;
      totals.tokens += tree.tokens;
    }
  }
  return totals;
}
