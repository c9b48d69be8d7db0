/**
 * What a user can do about a question without an answer.
 *
 * @module
 */
import type { SearchResult } from "@rstar/core";

const LARGER_MODEL = "a larger model (--model)";

/** One sentence of advice, by why the search ended. */
export function adviceFor(stopped: SearchResult["stopped"]): string {
  switch (stopped) {
    case "tokens":
      return "Allow more tokens (--budget-tokens).";
    case "seconds":
      return "Allow more time (--budget-seconds).";
    case "cancelled":
      return "The search was interrupted: the same command begins it again.";
    case "exhausted": // every trajectory was tried: more rollouts would find nothing new
      return `No step is left to try: say it in other words, or try more trees (--trees), a higher --temperature, or ${LARGER_MODEL}.`;
    case "unreadable":
      return `It may write steps in another format (--step-format): try one of these, or ${LARGER_MODEL}.`;
    default:
      return `Try more rollouts (--rollouts), more trees (--trees), or ${LARGER_MODEL}.`;
  }
}
