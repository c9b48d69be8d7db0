/**
 * Programs that attack the sandbox, for tests. Each says what must come of it; one that succeeds prints `BREACH`.
 *
 * @module
 */
import type { Attack, HostileProgram, Targets } from "./hostile_attack.ts";
import { isolationAttacks } from "./hostile_isolation.ts";
import { harnessAttacks, resourceAttacks } from "./hostile_resources.ts";

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
