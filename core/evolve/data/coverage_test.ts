import assert from "node:assert/strict";
import { coverage } from "./coverage.ts";
import { answered, SUM } from "../testing/grown_trees.ts";

const level = (name: string) => ({ ...SUM, level: name });
const guessed = { id: "k", question: "Let k = 3 + 4. Is k prime?", answer: "True", level: "hard" };

Deno.test("coverage() takes any text as a level", () => {
  for (const name of ["constructor", "__proto__", "toString"]) {
    const { levels } = coverage(1, [answered(level(name), [["7", true]])]);
    assert.deepEqual(Object.entries(levels).map(([key, { problems }]) => [key, problems]), [[name, 1]]);
  }
});

Deno.test("coverage() separates easy, medium and hard by trajectories, and counts solved problems by level", () => {
  const { round, levels, all } = coverage(3, [
    answered(level("easy"), [["7", true], ["7", true]]),
    answered(level("hard"), [["7", true], ["8", false], ["9", false]]),
    answered(level("easy"), [["8", false]]),
    answered(level("hard"), []),
    answered(SUM, [["7", true]]),
    answered(guessed, [["True", true]]),
  ], (_trajectory, problem) => problem === guessed);
  assert.equal(round, 3);
  assert.deepEqual(Object.keys(levels), ["easy", "hard"]);
  assert.deepEqual(levels.easy, {
    problems: 2,
    solved: 1,
    solvedWithoutLuck: 1,
    allCorrect: 1,
    mixed: 0,
    allWrong: 1,
    trajectories: 3,
    correctTrajectories: 2,
  });
  assert.deepEqual(levels.hard, {
    problems: 3,
    solved: 2,
    solvedWithoutLuck: 1,
    allCorrect: 1,
    mixed: 1,
    allWrong: 1,
    trajectories: 4,
    correctTrajectories: 2,
  });
  assert.deepEqual(all, {
    problems: 6,
    solved: 4,
    solvedWithoutLuck: 3,
    allCorrect: 3,
    mixed: 1,
    allWrong: 2,
    trajectories: 8,
    correctTrajectories: 5,
  });
});
