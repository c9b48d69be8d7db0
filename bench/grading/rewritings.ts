/**
 * Random answers that SymPy has rewritten, and mutants of them: pairs whose verdict is certain.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { gradeAll, type GradeOptions, RstarError } from "@rstar/core";
import { parseJsonLines } from "@rstar/eval/results";

const PROGRAM = fileURLToPath(new URL("./rewritings.py", import.meta.url));

/** A pair with its verdict. */
export interface RewrittenPair {
  readonly kind: string;
  readonly prediction: string;
  readonly truth: string;
  readonly equal: boolean;
}

/** `count` rewritings and as many mutants, drawn with a seed by an interpreter that has SymPy. */
export async function rewrittenPairs(python: string, count: number, seed: number): Promise<RewrittenPair[]> {
  const command = new Deno.Command(python, {
    args: [PROGRAM, String(count), String(seed)],
    env: { PYTHONHASHSEED: "0" },
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) throw new RstarError("bad_request", `Cannot draw pairs: ${decoder.decode(stderr).slice(-500)}`);
  return parseJsonLines<RewrittenPair>(decoder.decode(stdout), PROGRAM);
}

/** The pairs that the grader judges wrongly. */
export async function misjudged(pairs: readonly RewrittenPair[], options: GradeOptions): Promise<RewrittenPair[]> {
  const verdicts = await gradeAll(pairs, options);
  return pairs.filter(({ equal }, i) => verdicts[i] !== equal);
}
