/** The most that one request may ask for. A file of its own: the page reads it and has no use for the schema. */
export const REQUEST_LIMITS = {
  rollouts: 1024,
  candidates: 64,
  depth: 64,
  temperature: 2,
  trees: 16,
  seed: 2 ** 32 - 1,
} as const;
