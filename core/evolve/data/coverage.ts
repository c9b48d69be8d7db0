/**
 * Coverage: how many of a round's problems its searches solved.
 *
 * @module
 */
import { type GrownProblem, isCorrect, type LuckTest, trajectoriesOf } from "./grown_problem.ts";
import type { Coverage, LevelCoverage } from "../round_records.ts";

/** {@linkcode LevelCoverage} while it is counted. */
type Counts = { -readonly [Name in keyof LevelCoverage]: number };

/**
 * Counts the outcomes of a round's searches, over all problems and by level.
 *
 * @param problems each problem once, with its trees; read once, so they may be a stream
 * @param isLucky which correct trajectories may be right by luck; default: none
 * @see rStar-Math Table 2 (problems solved), App. A.1 (easy, medium, hard)
 */
export function coverage(round: number, problems: Iterable<GrownProblem>, isLucky: LuckTest = () => false): Coverage {
  const levels = new Map<string, Counts>(); // any text may name a level, "constructor" too
  const all = none();
  for (const grown of problems) {
    const outcome = outcomeOf(grown, isLucky);
    add(all, outcome);
    const { level } = grown.problem;
    if (level === undefined) continue;
    if (!levels.has(level)) levels.set(level, none());
    add(levels.get(level)!, outcome);
  }
  return { round, levels: Object.fromEntries(levels), all };
}

function none(): Counts {
  return {
    problems: 0,
    solved: 0,
    solvedWithoutLuck: 0,
    allCorrect: 0,
    mixed: 0,
    allWrong: 0,
    trajectories: 0,
    correctTrajectories: 0,
  };
}

function outcomeOf(grown: GrownProblem, isLucky: LuckTest): LevelCoverage {
  const trajectories = trajectoriesOf(grown);
  const correct = trajectories.filter(isCorrect);
  const solved = correct.length > 0, allCorrect = solved && correct.length === trajectories.length;
  return {
    problems: 1,
    solved: Number(solved),
    solvedWithoutLuck: Number(correct.some((trajectory) => !isLucky(trajectory, grown.problem))),
    allCorrect: Number(allCorrect),
    mixed: Number(solved && !allCorrect),
    allWrong: Number(!solved),
    trajectories: trajectories.length,
    correctTrajectories: correct.length,
  };
}

function add(counts: Counts, outcome: LevelCoverage): void {
  for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name] += outcome[name];
}
