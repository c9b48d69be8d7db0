/**
 * Means, and how sure they are: intervals of shares and of differences of shares.
 *
 * @module
 */
export { mean, sum } from "./mean.ts";
export { pairedBootstrap, type PairedDifference } from "./paired_bootstrap.ts";
export { type ShareInterval, wilson } from "./wilson.ts";
