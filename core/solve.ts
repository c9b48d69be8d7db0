/**
 * One problem in, one result out: the search of {@linkcode search} where there is nothing to stream.
 *
 * @module
 */
import { onlyResult } from "./search/driver/only_result.ts";
import type { ProblemSearchOptions } from "./search/driver/problem_search.ts";
import { search, type UnlabelledProblem } from "./search/driver/search.ts";
import type { SearchEvent, SearchResult } from "./search/driver/search_event.ts";
import type { SearchPorts } from "./search/expand.ts";

/** How one problem is solved. */
export interface SolveOptions extends ProblemSearchOptions {
  /** Gets each event of the search but the last, as it happens. Default none. */
  readonly onEvent?: (event: SearchEvent) => void;
}

/**
 * Solves one problem at test time. A labelled problem does not fit the type, and only id and question are read.
 *
 * @param ports policy, verifier and perhaps a PPM; they stay open
 * @param options `search` shapes the trees; an aborted `signal` ends the search with what it has found so far
 * @returns the answer with its trajectory and trees; an unsolved problem is a result too, its `answer` is null
 * @throws what a port threw
 * @see rStar-Math §3.2
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PRESETS, solve } from "@rstar/core";
 * import { SUM_VERIFIER, SumPolicy } from "@rstar/core/testing";
 *
 * const ports = { policy: new SumPolicy(), verifier: SUM_VERIFIER };
 * const { answer, votes } = await solve({ id: "1", question: "What is 17 + 4?" }, ports, { search: PRESETS.msft });
 * assert.equal(answer, "21");
 * assert.ok(votes > 0);
 * ```
 */
export async function solve(
  problem: UnlabelledProblem,
  ports: SearchPorts,
  { onEvent, ...options }: SolveOptions,
): Promise<SearchResult> {
  return await onlyResult(search([problem], ports, { ...options, concurrency: 1 }), onEvent);
}
