/**
 * One search of one problem, run to its result.
 *
 * @module
 */
import {
  type DriverOptions,
  type Problem,
  search,
  type SearchEvent,
  type SearchOptions,
  type SearchPorts,
  type SearchResult,
} from "@rstar/core";

/** Gets each event of a search as it happens. */
export type OnEvent = (event: SearchEvent) => void;

/**
 * Searches one problem at test time. Only its id and question are passed on: the search never sees a ground truth.
 *
 * @throws what a port threw
 */
export async function searchOne(
  { id, question }: Problem,
  ports: SearchPorts,
  options: Omit<DriverOptions, "concurrency">,
  onEvent?: OnEvent,
): Promise<SearchResult> {
  return await resultOf(search([{ id, question }], ports, { ...options, concurrency: 1 }), onEvent);
}

/** The search that takes the likeliest candidate at each step, repeated ones included: the policy alone, pass@1. */
export function greedy(search: SearchOptions): SearchOptions {
  return { ...search, candidates: 1, answerCandidates: 1, rollouts: 1, temperature: 0, repeats: "keep" };
}

async function resultOf(events: AsyncIterable<SearchEvent>, onEvent: OnEvent = () => {}): Promise<SearchResult> {
  for await (const event of events) {
    if (event.type === "done") return event.result;
    if (event.type === "failed") throw event.error;
    onEvent(event);
  }
  throw new Error("Cannot return a result as the search ended without one");
}
