/**
 * A budget of tokens that is never overdrawn: each call of the policy is cut to what is left.
 *
 * @module
 */
import type { Candidate, Policy } from "../../policy.ts";

/** A policy that generates a given number of tokens at most. */
export interface BudgetedPolicy extends Policy {
  /** Whether a call got fewer or shorter candidates than it asked for. */
  readonly isCut: boolean;
}

/** Thrown by a policy whose budget is spent. */
export class BudgetSpent extends Error {}

/**
 * The policy within a budget. Where the rest does not suffice for all candidates of a call, it gives as many as can have their full
 * length, and one of what is left where none can. Calls wait for what those under way may leave over; one
 * whose answer costs nothing waits for none.
 *
 * Without a rest a call rejects with {@linkcode BudgetSpent}.
 */
export function withinTokens(policy: Policy, tokens: number): BudgetedPolicy {
  let free = tokens;
  let isCut = false;
  const underWay = new Set<Promise<unknown>>();
  return {
    get isCut() {
      return isCut;
    },
    async propose(request, options) {
      const { seeds, maxTokens, prefix } = request;
      if (policy.isGiven?.(prefix)) return await policy.propose(request, options);
      while (free < seeds.length * maxTokens && underWay.size > 0) await Promise.race(underWay);
      const length = Math.min(maxTokens, Math.max(0, free));
      const count = length === 0 ? 0 : Math.min(seeds.length, Math.floor(free / length));
      if (count < seeds.length || length < maxTokens) isCut = true;
      if (count === 0) throw new BudgetSpent("Cannot propose a step as the budget of tokens is spent");
      const reserved = count * length;
      free -= reserved;
      let spent = 0;
      const call = policy.propose({ ...request, seeds: seeds.slice(0, count), maxTokens: length }, options)
        .then((candidates) => {
          spent = sum(candidates);
          return candidates;
        })
        .finally(() => {
          free += reserved - spent;
          underWay.delete(settled);
        });
      const settled = call.catch(() => {});
      underWay.add(settled);
      return await call;
    },
  };
}

function sum(candidates: readonly Candidate[]): number {
  return candidates.reduce((total, { tokens }) => total + tokens, 0);
}
