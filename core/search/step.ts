/**
 * One step of a search: how it is asked for, when it is valid, and how it enters the tree. `expand.ts` finds out what comes of
 * it, `tree.ts` decides where to go on.
 *
 * @module
 */
import { seedOf } from "../random.ts";
import { outputBlock, type Prefix, stepCode, stepKind } from "../trajectory.ts";
import type { Observation } from "../verifier/verifier.ts";
import { firstValue } from "./first_value.ts";
import { type InvalidReason, type Node, solutionOf } from "./node.ts";
import type { SearchOptions } from "./options.ts";

/** A node that a search wants expanded. */
export interface Ask {
  /** The node to expand. */
  readonly node: Node;
  /** What the policy reads. */
  readonly prefix: Prefix;
  /** One seed a candidate: hash of the tree's seed, the node's path and the candidate's index. */
  readonly seeds: readonly number[];
}

/** What every ask of a search follows from. */
export interface AskInit {
  /** The problem in words. */
  readonly question: string;
  /** Options of the tree. */
  readonly options: SearchOptions;
  /** The tree's seed, from which each sample's follows. */
  readonly seed: number;
}

/** Asks for the expansion of `node`. */
export function askFor(node: Node, { question, options, seed }: AskInit): Ask {
  const width = awaitsAnswer(node) ? options.answerCandidates : options.candidates;
  return {
    node,
    prefix: { question, solution: solutionOf(node) },
    seeds: Array.from({ length: width }, (_, index) => seedOf(seed, node.path, index)),
  };
}

/** One candidate with what running and scoring it gave: what a tree is told. */
export interface ToldStep {
  /** The step's text as proposed, stop string included, without the output block. */
  readonly text: string;
  /** Log-probability under the policy. */
  readonly logProbability: number;
  /** What running it gave; null for an answer or a text that cannot be run. */
  readonly observation: Observation | null;
  /** The PPM's score in [-1, 1]; null without a PPM or for an invalid step. */
  readonly ppm: number | null;
  /** The answer: content of `\boxed{}` while data is grown, at test time what the program printed; null where there is none. */
  readonly answer: string | null;
  /** Whether the answer equals the ground truth: known only while data is grown. */
  readonly correct?: boolean;
}

/** What came of one ask. */
export interface Expansion {
  /** The node that was expanded. */
  readonly path: string;
  /** Tokens generated for it, dropped duplicates included. */
  readonly tokens: number;
  /** The distinct candidates in the order of their seeds. */
  readonly steps: readonly ToldStep[];
}

/** The text a step below `parent` has in the trajectory: with what the program printed where the step ended it. */
export function trajectoryText(parent: Node, step: ToldStep, { output }: Pick<SearchOptions, "output">): string {
  if (stepKind(step.text) !== "end-of-code" || step.observation === null) return step.text;
  return step.text + outputBlock(printed(parent, step.observation, output).filter((text) => text !== "").join("\n"));
}

/** What the steps of the program printed that `observation` is of, the last below `parent`, in order. */
function printed(parent: Node, observation: Observation, style: SearchOptions["output"]): string[] {
  if (style === "msft") return [observation.output]; // it is of the whole program already
  const earlier = [...programNodes(parent)].map((node) => node.observation?.output ?? "");
  return [...earlier.reverse(), observation.output];
}

/** What the program printed that an answer below `node` is the answer of, step by step; null where nothing was run. */
export function programOutputs(node: Node, { output }: Pick<SearchOptions, "output">): string[] | null {
  return node.parent && node.observation ? printed(node.parent, node.observation, output) : null;
}

/** Whether an observation counts as failed. */
function failed(observation: Observation | null, { errorTest }: Pick<SearchOptions, "errorTest">): boolean {
  if (observation === null) return false;
  return errorTest === "substring" && observation.status === "ok"
    ? observation.output.toLowerCase().includes("error")
    : observation.status !== "ok";
}

/** Failed steps in a row that end with this one. */
function errorsInARow(parent: Node, step: ToldStep, options: SearchOptions): number {
  return failed(step.observation, options) ? parent.consecutiveErrors + 1 : 0;
}

/** Why a step below `parent` is no valid node; null where it is one. */
export function invalidity(parent: Node, step: ToldStep, options: SearchOptions): InvalidReason | null {
  const kind = stepKind(step.text);
  if (kind === "malformed") return "unparsable";
  if (kind === "answer") return step.answer === null ? "no-answer" : null;
  if (errorsInARow(parent, step, options) >= options.errorsThreshold) return "code-error";
  if (options.repeats === "drop" && isRepeated(parent, step)) return "repeated";
  return parent.depth + 1 >= options.maxDepth ? "too-deep" : null;
}

/**
 * The program that a step below `parent` belongs to: the code of its earlier steps, in order. A program begins after the
 * nearest step that ended one.
 */
export function programAt(parent: Node): string[] {
  return [...programNodes(parent)].map((node) => stepCode(node.text)).reverse();
}

function isRepeated(parent: Node, { text }: ToldStep): boolean {
  const statements = statementsOf(text);
  return programNodes(parent).some((earlier) => statementsOf(earlier.text) === statements);
}

/** What a step does: its code without comments and imports; all of it where there is nothing else. */
function statementsOf(text: string): string {
  const lines = stepCode(text).split("\n").map((line) => line.trimEnd());
  return lines.filter((line) => !/^\s*(?:#|from |import |$)/.test(line)).join("\n") || lines.join("\n").trim();
}

/** The earlier steps of the program that a step below `parent` belongs to, the latest first. */
function* programNodes(parent: Node): Generator<Node> {
  for (let node: Node | null = parent; node?.parent && node.kind === "code"; node = node.parent) yield node;
}

/** Whether the program has ended at `node`, so that only its answer is to be put in words. */
export function awaitsAnswer(node: Node): boolean {
  return node.kind === "end-of-code";
}

/**
 * Drops candidates that say the same, and under `answers: "first"` all but the first answer where there is one.
 *
 * @see the official code: duplicates by exact text; the first `<end_of_answer>` sample alone is kept
 */
export function distinct<T extends { readonly text: string }>(
  candidates: readonly T[],
  { answers }: Pick<SearchOptions, "answers">,
): T[] {
  const first = answers === "first" && candidates.find((candidate) => stepKind(candidate.text) === "answer");
  if (first) return [first];
  return [...new Map(candidates.toReversed().map((candidate) => [candidate.text, candidate])).values()].reverse();
}

/** Adds what came of an ask as the children of its node, and counts their answers on the way up. */
export function addChildren(node: Node, { steps }: Expansion, options: SearchOptions): void {
  node.children = steps.map((step, index) => childNode(node, index, step, options));
  const answers = node.children.reduce((sum, child) => sum + child.answers, 0);
  for (let at: Node | null = node; at; at = at.parent) at.answers += answers;
}

/** A child as it enters the tree. */
function childNode(parent: Node, index: number, step: ToldStep, options: SearchOptions): Node {
  const invalid = invalidity(parent, step, options);
  const answer = invalid === null ? step.answer : null;
  return {
    path: parent.parent ? `${parent.path}.${index}` : `${index}`,
    parent,
    depth: parent.depth + 1,
    text: trajectoryText(parent, step, options),
    kind: stepKind(step.text),
    observation: step.observation,
    consecutiveErrors: errorsInARow(parent, step, options),
    ppm: step.ppm,
    logProbability: step.logProbability,
    answer,
    correct: step.correct ?? null,
    invalid,
    children: [],
    ...firstValue({ invalid, answer, ppm: step.ppm }),
    closed: invalid !== null,
    answers: answer === null ? 0 : 1,
  };
}
