/**
 * All attacks on the sandbox, and the judgement of their observations; an attack that succeeds prints `BREACH`.
 *
 * @module
 */
import type { Attack, HostileProgram, Targets } from "./hostile_attack.ts";
import { harnessAttacks } from "./hostile_harness.ts";
import { isolationAttacks } from "./hostile_isolation.ts";
import { resourceAttacks } from "./hostile_resources.ts";
import type { Observation } from "../verifier.ts";

export type { HostileProgram } from "./hostile_attack.ts";
export { hostileTargets } from "./hostile_targets.ts";

/** All attacks. The files and the port of `targets` must be untouched afterwards. */
export function hostilePrograms(targets: Targets): HostileProgram[] {
  const of = (kind: HostileProgram["kind"], programs: Attack[]): HostileProgram[] =>
    programs.map((program) => ({ ...program, kind }));
  return [
    ...of("isolation", isolationAttacks(targets)),
    ...of("resources", resourceAttacks()),
    ...of("harness", harnessAttacks(targets)),
  ];
}

/** Where programs can open no file, a module that is not loaded cannot be. */
const CANNOT_IMPORT_REGEXP = /^error (ModuleNotFoundError|LookupError: unknown encoding)/;
const MAX_OUTPUT_LENGTH = 1027;

/** What is wrong with the observation of an attack; null where it was withstood. */
export function breach(
  program: HostileProgram,
  observation: Observation,
  sandbox: { readonly landlock: number },
): string | null {
  const seen = `${observation.status} ${observation.output}`;
  if (seen.includes("BREACH")) return `it got through: ${seen}`;
  if (observation.output.length > MAX_OUTPUT_LENGTH) return `${observation.output.length} characters`;
  if (program.expect.test(seen) || !sandbox.landlock && CANNOT_IMPORT_REGEXP.test(seen)) return null;
  return `${seen} is not ${program.expect}`;
}
