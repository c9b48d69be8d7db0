/**
 * The same answers with the sandbox: what normalisation leaves open is a verdict within the CPU limit, whatever SymPy
 * makes of the texts.
 *
 * @module
 */
import { grade } from "@rstar/core/grade";
import { startVerifier } from "@rstar/solver";
import { type Target, textOf } from "../target.ts";
import answers from "./grade.ts";

let verifier: ReturnType<typeof startVerifier> | undefined;

const target: Target = {
  ...answers,
  clock: "wall",
  ms: 15_000, // 2 s of CPU, on a machine that does other work; the wall limit of the run is 11 s
  async run(input) {
    const [truth, ...prediction] = textOf(input).slice(0, 4_000).split("\n");
    return String(await grade(prediction.join("\n"), truth, { verifier: await (verifier ??= startVerifier()) }));
  },
};
export default target;
