/**
 * The result of a search of one problem, out of its events.
 *
 * @module
 */
import type { SearchEvent, SearchResult } from "./search_event.ts";

/**
 * Follows the events of one problem to their end.
 *
 * @param events of a search of exactly one problem
 * @param onEvent gets every event but the last
 * @returns the problem's result
 * @throws what a port threw
 */
export async function onlyResult(
  events: AsyncIterable<SearchEvent>,
  onEvent: (event: SearchEvent) => void = () => {},
): Promise<SearchResult> {
  for await (const event of events) {
    if (event.type === "done") return event.result;
    if (event.type === "failed") throw event.error;
    onEvent(event);
  }
  throw new RangeError("Cannot give the result of a search as it was of no problem");
}
