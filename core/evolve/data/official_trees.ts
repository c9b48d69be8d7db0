/**
 * Reads and writes trees in the format of the official code: JSON Lines, one question a line, `rstar` a map from tag (`0`, `0.1`,
 * `0.1.3`, counted from 1 below the root) to node.
 *
 * Covered: text, observation, answer, Q, visits and first value of every node; its log-probability in a field that the official
 * code ignores. Missing in that format, and so not restored: the order in which answers were found, the PPM's score of answers,
 * whether an answer that no rollout reached is correct, that several trees belong to one problem.
 *
 * @module
 * @see `rstar_deepthink/agents/mcts.py` of the official code (`create_child`, `return_states`)
 */
import { z } from "zod";
import { RstarError } from "../../errors.ts";
import type { InvalidReason, Node } from "../../search/node.ts";
import { qValue } from "../../search/uct.ts";
import { END_OF_CODE, END_OF_STEP, OUTPUT, stepKind } from "../../trajectory.ts";
import type { Observation } from "../../verifier/verifier.ts";
import type { GrownTree, SearchProblem } from "./grown_problem.ts";

/** A node in the official format. */
export interface OfficialNode {
  /** The step's text, with its output block. */
  readonly text: string;
  /** `python_interpreter` where the step ran, else empty. */
  readonly action: string;
  /** The step's text without its output block where the step ran, else empty. */
  readonly action_input: string;
  /** The verifier's output; absent where the step did not run. */
  readonly observation?: string;
  /** The answer, or why the step is no valid node, else empty. */
  readonly final_answer: string;
  /** The first value: the PPM's score, or the first answer backed up; 0 before that. */
  readonly value: number;
  /** Q, the mean of the values backed up, in [-1, 1]. */
  readonly q_value: number;
  /** N, the number of values backed up. */
  readonly visit_count: number;
  /** Log-probability of the text under the policy; absent in the official code's own files. */
  readonly log_probability?: number;
}

/** A line in the official format, with the problem's `id` and `level`, which the official code ignores. */
export interface OfficialTree {
  /** Absent where the question itself is the id. */
  readonly id?: string;
  /** Absent where the problem has none. */
  readonly level?: string;
  /** The problem's question. */
  readonly question: string;
  /** The problem's ground truth. */
  readonly answer: string;
  /** The nodes by tag, level by level. */
  readonly rstar: Readonly<Record<string, OfficialNode>>;
}

const ROOT = "0";
const ACTION = "python_interpreter";
/** The official code's texts, misspelling included. */
const FAILURES: Readonly<Record<InvalidReason, string>> = {
  "unparsable": "Fail to generate parsable text for next step.",
  "no-answer": "Fail to generate parsable text for next step.",
  "code-error": "Too many consecutive steps have code errors.",
  "repeated": "Fail to generate parsable text for next step.",
  "too-deep": "Fail to sove the problem within limited steps.",
};

const nodeSchema = z.object({
  text: z.string(),
  action: z.string().default(""),
  action_input: z.string().default(""),
  observation: z.string().optional(),
  final_answer: z.string().default(""),
  value: z.number(),
  q_value: z.number(),
  visit_count: z.int().nonnegative(),
  log_probability: z.number().optional(),
});
const treeSchema = z.object({
  id: z.string().optional(),
  level: z.string().optional(),
  question: z.string(),
  answer: z.string(),
  rstar: z.record(z.string().regex(/^0(?:\.[1-9]\d*)*$/), nodeSchema),
});

/** A tree in the official format, to be written as a line of JSON. */
export function toOfficialTree(
  { id, level, question, answer }: SearchProblem,
  { root, found }: GrownTree,
): OfficialTree {
  const firstFound = new Map<Node, Node>();
  for (const leaf of found) {
    for (let node: Node | null = leaf; node && !firstFound.has(node); node = node.parent) firstFound.set(node, leaf);
  }
  const rstar: Record<string, OfficialNode> = {};
  for (let level = [root]; level.length > 0; level = level.flatMap((node) => node.children)) {
    for (const node of level) rstar[tagOf(node)] = toOfficialNode(node, firstFound.get(node));
  }
  return { ...(id !== question && { id }), ...(level !== undefined && { level }), question, answer, rstar };
}

/**
 * Reads a line in the official format. Data can be drawn from the tree, but no search can resume on it.
 *
 * @throws {RstarError} `bad_request` where the line is no such tree
 */
export function fromOfficialTree(line: string): { readonly problem: SearchProblem; readonly tree: GrownTree } {
  const { id, level, question, answer, rstar } = parseLine(line);
  const nodes = new Map<string, Node>();
  for (const tag of Object.keys(rstar).sort(byTag)) {
    const parent = nodes.get(tag.slice(0, tag.lastIndexOf("."))) ?? null;
    if (parent === null && tag !== ROOT) throw refusal(`node ${tag} has no parent`);
    const node = fromOfficialNode(rstar[tag], { tag, parent });
    parent?.children.push(node);
    nodes.set(tag, node);
  }
  const root = nodes.get(ROOT);
  if (!root) throw refusal("it has no root");
  countAnswers(root);
  const problem = { id: id ?? question, question, answer, ...(level !== undefined && { level }) };
  return { problem, tree: { root, found: foundBelow(root, rstar) } };
}

function parseLine(line: string): OfficialTree {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new RstarError("bad_request", `Cannot read the tree as it is no JSON: ${line.slice(0, 80)}`, { cause });
  }
  const parsed = treeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refusal(`${issue.path.join(" ") || "the whole"}: ${issue.message}`);
}

function refusal(reason: string): RstarError {
  return new RstarError("bad_request", `Cannot read the tree as it is not in the official form: ${reason}`);
}

function toOfficialNode(node: Node, firstFound: Node | undefined): OfficialNode {
  const { text, observation, invalid, answer } = node;
  return {
    text,
    action: observation ? ACTION : "",
    action_input: observation ? withoutOutput(text) : "",
    ...(observation && { observation: observation.output }),
    final_answer: invalid ? FAILURES[invalid] : answer ?? "",
    value: firstValue(node, firstFound),
    q_value: qValue(node),
    visit_count: node.visits,
    ...(node.logProbability !== 0 && { log_probability: node.logProbability }),
  };
}

function firstValue(node: Node, firstFound: Node | undefined): number {
  if (node.visits === 0) return 0;
  if (node.ppm !== null && node.answer === null && node.invalid === null) return node.ppm;
  return firstFound ? (firstFound.correct ? 1 : -1) : Math.sign(node.valueSum);
}

function fromOfficialNode(
  { text, observation, final_answer, value, q_value, visit_count: visits, log_probability = 0 }: OfficialNode,
  { tag, parent }: { readonly tag: string; readonly parent: Node | null },
): Node {
  const kind = parent && stepKind(withoutOutput(text));
  const invalid = invalidReason(final_answer, kind);
  const answer = invalid || final_answer === "" ? null : final_answer;
  const failed = invalid === "code-error" || (observation?.toLowerCase().includes("error") ?? false);
  const status: Observation["status"] = failed ? "error" : "ok";
  return {
    path: tag.split(".").slice(1).map((place) => Number(place) - 1).join("."),
    parent,
    depth: parent ? parent.depth + 1 : 0,
    text,
    kind,
    observation: observation === undefined ? null : { status, output: observation, cpuMs: 0 },
    consecutiveErrors: failed ? (parent?.consecutiveErrors ?? 0) + 1 : 0,
    // A PPM scores within (-1, 1); a first value of 1 or -1 was an answer's.
    ppm: parent && !invalid && answer === null && visits > 0 && Math.abs(value) < 1 ? value : null,
    logProbability: log_probability,
    answer,
    correct: answer === null || visits === 0 ? null : q_value > 0,
    invalid,
    children: [],
    visits,
    valueSum: q_value * visits,
    closed: true,
    answers: answer === null ? 0 : 1,
  };
}

function invalidReason(finalAnswer: string, kind: Node["kind"]): InvalidReason | null {
  const reasons = (Object.keys(FAILURES) as InvalidReason[]).filter((reason) => FAILURES[reason] === finalAnswer);
  return (kind === "answer" ? reasons.at(-1) : reasons[0]) ?? null;
}

/**
 * The step as the policy wrote it. Where a step ended in too many errors, the official code appended an end of code to its end
 * of step.
 */
function withoutOutput(text: string): string {
  const step = text.split(`\n${OUTPUT}`)[0];
  return step.endsWith(END_OF_STEP + END_OF_CODE) ? step.slice(0, -END_OF_CODE.length) : step;
}

function tagOf({ path }: Node): string {
  return [ROOT, ...path.split(".").filter(Boolean).map((place) => Number(place) + 1)].join(".");
}

/** Orders tags level by level, then by the places of the children. */
function byTag(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  const place = left.findIndex((number, index) => number !== right[index]);
  return left.length - right.length || (place < 0 ? 0 : left[place] - right[place]);
}

function countAnswers(node: Node): number {
  for (const child of node.children) node.answers += countAnswers(child);
  return node.answers;
}

/**
 * The answers that rollouts reached, in an order that agrees with the first values: where a node's first value was an answer's, an
 * answer of that value comes first below it, one that is first in its own branch if there is one.
 */
function foundBelow(node: Node, rstar: OfficialTree["rstar"]): Node[] {
  if (node.answer !== null) return node.visits > 0 ? [node] : [];
  const branches = node.children.map((child) => foundBelow(child, rstar)).filter((leaves) => leaves.length > 0);
  const leaves = branches.flat();
  const isFirst = (leaf: Node): boolean => (leaf.correct ? 1 : -1) === rstar[tagOf(node)].value;
  const first = branches.map(([leaf]) => leaf).find(isFirst) ?? leaves.find(isFirst);
  return first ? [first, ...leaves.filter((leaf) => leaf !== first)] : leaves;
}
