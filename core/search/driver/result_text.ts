/**
 * A result as JSON, and the winning program as text.
 *
 * @module
 */
import { stepKind, stepSource } from "../../trajectory.ts";
import type { AnswerForms } from "../../answer/forms.ts";
import type { AnswerStatus } from "../rules/confidence.ts";
import type { Node } from "../node.ts";
import { qValue } from "../uct.ts";
import type { SearchResult, SearchUsage } from "./search_event.ts";
import type { StopReason } from "../rules/stop.ts";

/** A step of the winning trajectory. */
export interface ResultStep {
  /** The step's text with its tags, as the trajectory holds it. */
  readonly text: string;
  /** What running it gave; null where nothing was run. */
  readonly output: string | null;
  /** Q(s) in [-1, 1]. */
  readonly q: number;
  /** N(s). */
  readonly visits: number;
  /** The PPM's score; null without one. */
  readonly ppm: number | null;
}

/** A result as `solve --json` prints it. */
export interface ResultJson {
  /** Id of the question. */
  readonly id: string;
  /** The question in words. */
  readonly question: string;
  /** Whether the search stands by its answer. */
  readonly status: AnswerStatus;
  /** The answer; null where unsure or unsolved. */
  readonly answer: string | null;
  /** The best answer where unsure; null elsewhere. */
  readonly guess: string | null;
  /** Probability that the answer or guess is right; 0 where unsolved. */
  readonly confidence: number;
  /** Its share of the votes, in (0, 1]; 0 where unsolved. */
  readonly share: number;
  /** The answer or guess in each form; null where unsolved. */
  readonly forms: AnswerForms | null;
  /** Trajectories that give the answer or guess. */
  readonly votes: number;
  /** The steps of the winning trajectory; none where unsolved. */
  readonly steps: readonly ResultStep[];
  /** Why the search ended. */
  readonly stopped: StopReason;
  /** What it took; seconds to the millisecond. */
  readonly usage: SearchUsage;
}

/** The result as JSON. */
export function resultJson(result: SearchResult): ResultJson {
  const { problem: { id, question }, status, answer, guess, confidence, share, forms } = result;
  const { votes, trajectory, stopped, usage } = result;
  const { tokens, rollouts, seconds } = usage;
  return {
    id,
    question,
    status,
    answer,
    guess,
    confidence,
    share,
    forms,
    votes,
    steps: (trajectory?.steps ?? []).map(resultStep),
    stopped,
    usage: { tokens, rollouts, seconds: Math.round(seconds * 1000) / 1000 },
  };
}

/** What a person reads of an answer that a search does not stand by. */
export function guessSentence({ guess, confidence }: Pick<SearchResult, "guess" | "confidence">): string {
  return `my best guess is ${guess} (confidence ${confidence.toFixed(2)})`;
}

/** The program of a trajectory as a person reads it: its steps, what each printed behind `# =>`, nothing of the tags. */
export function programText(steps: readonly Pick<ResultStep, "text" | "output">[]): string {
  return steps.flatMap(({ text, output }) => {
    if (stepKind(text) === "answer") return [];
    const printed = (output ?? "").trimEnd();
    const lines = printed === "" ? [] : printed.split("\n").map((line) => `# => ${line}`);
    return [[stepSource(text), ...lines].join("\n")];
  }).join("\n\n");
}

/** A node as a step of the winning trajectory. */
export function resultStep(node: Node): ResultStep {
  return {
    text: node.text,
    output: node.observation?.output ?? null,
    q: qValue(node),
    visits: node.visits,
    ppm: node.ppm,
  };
}
