/**
 * What the tests of other packages take from core: conformance suites for its ports, and problems, models and runs that need no
 * model file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SUM_VERIFIER, SumPolicy } from "@rstar/core/testing";
 *
 * const prefix = { question: "What is 10 + 4?", solution: "" };
 * const options = { prefix, seeds: [1], temperature: 1, stop: [], maxTokens: 64 };
 * const [{ text }] = await new SumPolicy().propose(options);
 * assert.match(text, /^<code>\nx = 14 /);
 * assert.equal((await SUM_VERIFIER.run(["x = 14", "print(x)"])).output, "14");
 * ```
 *
 * @module
 */

// What every implementation of a port must do.
export { policyConformance, type PolicyConformanceOptions, type PolicyUnderTest } from "./policy_conformance.ts";
export { storeConformance, type StoreConformanceOptions } from "./store_conformance.ts";

// Steps written by hand, and trees grown from them or at random.
export { answer, broken, code, end, play, small } from "../search/testing/scripted_steps.ts";
export { grownAtRandom, played, SUM } from "../evolve/testing/grown_trees.ts";

// Sums as problems, with a policy, a verifier and a PPM for them.
export { mislabelled, SUM_PPM, SUM_VERIFIER, SumPolicy, type SumPolicyOptions, sums } from "../evolve/testing/sums.ts";

// Whole runs of self-evolution without Python, and manifests of rounds that never ran.
export { FakePython, type FakePythonOptions, type PythonCall } from "../evolve/testing/python_fake.ts";
export { SUM_RECIPE, sumSession } from "../evolve/testing/sum_run.ts";
export { madeUpManifests } from "../evolve/testing/manifests.ts";
