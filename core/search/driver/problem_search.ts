/**
 * The search of one problem: its trees side by side, their budget, and the choice among their answers.
 *
 * @module
 */
import { answerForms } from "../../answer/forms.ts";
import type { Problem } from "../../problem.ts";
import { seedOf } from "../../random.ts";
import { type Choice, choose, type Trajectory, trajectoryOf, withoutPpm } from "../rules/choose.ts";
import { answerFeatures, confidenceOf, UNFITTED } from "../rules/confidence.ts";
import { expand, type Judge, type SearchPorts } from "../expand.ts";
import type { ConfidenceModel, SearchOptions } from "../options.ts";
import type { Reward } from "../rules/reward.ts";
import type { SearchEvent, SearchResult } from "./search_event.ts";
import type { Journal } from "../journal.ts";
import type { Progress, StopReason, StopRule } from "../rules/stop.ts";
import { replay } from "../trace.ts";
import { Tree } from "../tree.ts";
import { type BudgetedPolicy, BudgetSpent, withinTokens } from "./token_budget.ts";

/** How one problem is searched. */
export interface ProblemSearchOptions {
  /** Options of each tree. */
  readonly search: SearchOptions;
  /** Seeds every sample. Default 0. */
  readonly seed?: number;
  /** Trees for each problem, side by side, with seeds of their own. Default 1. */
  readonly trees?: number;
  /** Whether the first tree takes the likeliest tokens; its failed steps are drawn again at the others' temperature. */
  readonly greedyFirst?: boolean;
  /** Trees grown after them, one by one, as long as none has reached an answer. Default 0. */
  readonly retries?: number;
  /** Then as many again as `trees`, until there are `trees` of this or the confidence is this. Default: none. */
  readonly more?: { readonly trees: number; readonly confidence: number };
  /** What the policy and the PPM read in place of the user's question. Default: the question itself. */
  readonly read?: (question: string) => string;
  /** How sure an answer is, and how sure it must be to be more than a guess. Default {@linkcode UNFITTED}. */
  readonly confidence?: ConfidenceModel;
  /** Ends a problem's search early. */
  readonly stop?: StopRule;
  /** Number of a problem's first tree; its seed and its place in the journal follow from it. Default 0. */
  readonly firstTree?: number;
  /** Keeps each tell before its tree continues; trees that it holds already resume from there. Default none. */
  readonly journal?: Journal;
  /** Tokens generated for a problem at most, over all its trees and dropped candidates included. Default unbounded. */
  readonly tokens?: number;
  /** Wall time for a problem: its search ends with what it has. Default unbounded. */
  readonly seconds?: number;
  /** Ends every search, each with what it has so far. */
  readonly signal?: AbortSignal;
}

/** A problem to search, and what its answers are worth. */
export interface SearchTask {
  /** The problem to search; without its ground truth. */
  readonly problem: Problem;
  /** Where the value of a final answer comes from. */
  readonly reward: Reward;
  /** Judges answers while data is grown. */
  readonly judge?: Judge;
}

/** After so many steps that cannot be read, and none that can, no more are drawn. */
const UNREADABLE_STEPS = 4;

/** What a result says of the answer. */
type Verdict = Pick<
  SearchResult,
  "status" | "answer" | "guess" | "confidence" | "share" | "forms" | "votes" | "trajectory"
>;

/** The search of one problem: its trees side by side, their budget, and the choice among their answers. */
export class ProblemSearch {
  readonly #task: SearchTask;
  readonly #ports: SearchPorts;
  readonly #options: ProblemSearchOptions;
  readonly #emit: (event: SearchEvent) => void;
  readonly #policy: BudgetedPolicy;
  readonly #recorded: ReadonlyMap<number, Tree>;
  readonly #trees: Tree[] = [];
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  #stopped: StopReason | null = null;
  #failure: { readonly error: unknown } | null = null;

  /** `emit` takes the events but the last. */
  constructor(
    task: SearchTask,
    ports: SearchPorts,
    options: ProblemSearchOptions & { readonly emit: (event: SearchEvent) => void },
  ) {
    const { firstTree = 0, trees = 1, retries = 0, more, journal, tokens = Infinity } = options;
    const most = Math.max(trees + retries, more?.trees ?? 0);
    const recorded = replay(journal?.read(task.problem.id) ?? [])
      .filter(({ index }) => index >= firstTree && index < firstTree + most);
    const spent = recorded.reduce((sum, { tree }) => sum + tree.tokens, 0);
    this.#task = task;
    this.#policy = withinTokens(ports.policy, tokens - spent);
    this.#ports = { ...ports, policy: this.#policy };
    this.#options = options;
    this.#recorded = new Map(recorded.map(({ index, tree }) => [index, tree]));
    this.#signal = options.signal ? AbortSignal.any([options.signal, this.#ended.signal]) : this.#ended.signal;
    this.#emit = options.emit;
  }

  /**
   * Searches until the rollouts are done, a stop rule or a budget ends it, nothing is left to expand, or `signal` aborts:
   * that is a result too, with what was found so far.
   *
   * @throws what a port threw, where that was not asked for by ending the search
   */
  async run(): Promise<SearchResult> {
    const started = performance.now();
    const { seconds } = this.#options;
    const timer = seconds === undefined ? undefined : setTimeout(() => this.#stop("seconds"), seconds * 1000);
    for (let count = this.#next(); count > 0; count = this.#next()) {
      await Promise.all(Array.from({ length: count }, () => this.#grow()));
    }
    clearTimeout(timer);
    if (this.#failure) throw this.#failure.error;
    return await this.#result((performance.now() - started) / 1000);
  }

  /** How many trees are grown next, side by side; 0 where the search is done. */
  #next(): number {
    const { trees = 1, retries = 0, more } = this.#options;
    const grown = this.#trees.length;
    if (grown === 0) return trees;
    if (this.#stopped !== null || this.#signal.aborted) return 0;
    const choice = this.#choose();
    if (choice === null && grown < trees + retries) return 1;
    const isSure = !more || choice !== null && this.#confidence(choice) >= more.confidence;
    return isSure ? 0 : Math.max(0, Math.min(trees, more.trees - grown));
  }

  /** Searches one more tree to its end. */
  async #grow(): Promise<void> {
    const { firstTree = 0 } = this.#options;
    const { problem } = this.#task;
    const index = firstTree + this.#trees.length;
    const tree = this.#recorded.get(index) ?? this.#newTree(index);
    this.#trees.push(tree);
    this.#emit({ type: "tree", problem, index, tree });
    try {
      await this.#expandAll(tree, index);
    } catch (error) {
      this.#fail(error);
    }
  }

  #newTree(index: number): Tree {
    const { search, greedyFirst = false, firstTree = 0, seed = 0, journal, read = (question) => question } =
      this.#options;
    const { problem, reward } = this.#task;
    const options = greedyFirst && index === firstTree ? { ...search, temperature: 0 } : search;
    const tree = new Tree({ question: read(problem.question), options, reward, seed: seedOf(seed, index) });
    journal?.append({ type: "tree", problem, tree: index, init: tree.init });
    return tree;
  }

  async #expandAll(tree: Tree, index: number): Promise<void> {
    const { problem, judge } = this.#task;
    let ask = tree.ask();
    this.#review(); // a tree from the journal may have been done
    while (ask && !this.#signal.aborted) {
      const expansion = await expand(ask, this.#ports, {
        options: tree.init.options,
        redrawTemperature: this.#options.search.temperature,
        judge,
        signal: this.#signal,
      });
      this.#options.journal?.append({ type: "tell", problem: problem.id, tree: index, expansion });
      tree.tell(expansion);
      this.#emit({ type: "tell", problem, tree: index, expansion });
      ask = tree.ask();
      this.#emit({ type: "progress", problem, progress: this.#progress(), best: this.#choose() });
      this.#review();
    }
  }

  #review(): void {
    const reason = this.#options.stop?.(this.#progress()) ?? (this.#isUnreadable() ? "unreadable" : null);
    if (reason) this.#stop(reason);
  }

  /** Whether the model does not know the format of the steps: of its first ones none could be read. */
  #isUnreadable(): boolean {
    const first = this.#trees.flatMap(({ root }) => root.children);
    return first.length >= UNREADABLE_STEPS && first.every(({ invalid }) => invalid === "unparsable");
  }

  #stop(reason: StopReason): void {
    this.#stopped ??= reason;
    this.#ended.abort();
  }

  /**
   * The other trees of a problem that failed are of no use. What an ended search throws is only its end. A tree without tokens
   * ends alone: others may still have answers that cost none.
   */
  #fail(error: unknown): void {
    if (this.#signal.aborted) return;
    if (error instanceof BudgetSpent) {
      this.#stopped ??= "tokens";
      return;
    }
    this.#failure = { error };
    this.#ended.abort();
  }

  #trajectories(): Trajectory[] {
    return this.#trees.flatMap((tree) => tree.found.map(trajectoryOf));
  }

  #choose(): Choice | null {
    const { choice } = this.#options.search;
    return choose(this.#trajectories(), this.#ports.ppm ? choice : withoutPpm(choice));
  }

  /** How sure the search is of an answer. */
  #confidence(choice: Choice): number {
    return confidenceOf(answerFeatures(choice, this.#trees), this.#options.confidence ?? UNFITTED);
  }

  /** Whether the search stands by the answer that it would choose. */
  async #verdict(choice: Choice | null): Promise<Verdict> {
    if (choice === null) {
      const none = { answer: null, guess: null, forms: null, trajectory: null };
      return { status: "unsolved", ...none, confidence: 0, share: 0, votes: 0 };
    }
    const { answer, share, votes, trajectory } = choice;
    const { confidence: model = UNFITTED } = this.#options;
    const confidence = this.#confidence(choice);
    const forms = await answerForms(answer, this.#task.problem.question, this.#ports.verifier);
    const found = { confidence, share, forms, votes, trajectory };
    return confidence >= model.threshold
      ? { status: "solved", answer: forms.plain, guess: null, ...found }
      : { status: "unsure", answer: null, guess: forms.plain, ...found };
  }

  #progress(): Progress {
    return {
      rollouts: this.#trees.reduce((sum, tree) => sum + tree.rollouts, 0),
      tokens: this.#trees.reduce((sum, tree) => sum + tree.tokens, 0),
      answers: this.#trees.flatMap((tree) => tree.found.map((leaf) => leaf.answer ?? "")),
      correct: this.#trees.reduce((sum, tree) => sum + tree.found.filter((leaf) => leaf.correct).length, 0),
    };
  }

  async #result(seconds: number): Promise<SearchResult> {
    const { rollouts, tokens } = this.#progress();
    const isExhausted = this.#trees.every((tree) => tree.exhausted);
    const finished = isExhausted ? (this.#policy.isCut ? "tokens" : "exhausted") : "rollouts";
    const choice = this.#choose();
    const leaf = choice?.trajectory.steps.at(-1);
    return {
      problem: this.#task.problem,
      ...await this.#verdict(choice),
      tree: this.#trees.find(({ found }) => leaf && found.includes(leaf)) ?? this.#trees[0],
      trees: this.#trees,
      trajectories: this.#trajectories(),
      stopped: this.#stopped ?? (this.#signal.aborted ? "cancelled" : finished),
      usage: { tokens, rollouts, seconds },
    };
  }
}
