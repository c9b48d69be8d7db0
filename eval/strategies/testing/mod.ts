/**
 * What tests of searches and their cuts run on.
 *
 * @module
 */
export { fixedAnswer } from "./fixed_answer.ts";
export { seededTree, type TreeSummary, treeSummary } from "./seeded_tree.ts";
