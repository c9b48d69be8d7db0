/**
 * The most that one request may ask for, by field; in a file of its own, as the page needs it without the schema.
 *
 * @module
 */

/** Upper bounds, themselves allowed. `temperature` is the only one that need not be an integer. */
export const REQUEST_LIMITS = {
  rollouts: 1024,
  candidates: 64,
  depth: 64,
  temperature: 2,
  trees: 16,
  seed: 2 ** 32 - 1,
} as const;
