/**
 * What the tests of other packages take from core: scripted steps, a policy that adds numbers, whole runs of self-evolution,
 * and the suite that every policy must pass.
 *
 * @module
 */
export * from "./policy_conformance.ts";
export * from "../search/testing/scripted_steps.ts";
export * from "../evolve/testing/manifests.ts";
export * from "../evolve/testing/grown_trees.ts";
export * from "../evolve/testing/python_fake.ts";
export * from "../evolve/testing/sum_run.ts";
export * from "../evolve/testing/sums.ts";
export * from "./store_conformance.ts";
