import type { RoundManifest } from "@rstar/core";

/** Counts by name. */
export type Counts = Readonly<Record<string, number>>;

/** How a round is called. */
export function roundName({ round }: RoundManifest): string {
  return `Round ${round}`;
}

/** All names, in the order in which they first appear. */
export function namesOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

/** The sum of all counts. */
export function sum(counts: Counts | readonly number[]): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
