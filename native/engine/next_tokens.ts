/**
 * From logits to results: draws the next token of each candidate, forks a sequence whose candidates draw different ones,
 * and completes those that end.
 *
 * The candidates of a request are one sequence as long as they draw the same tokens: equal prefixes have equal logits.
 *
 * @module
 */
import { type Candidate, PolicyError } from "@rstar/core";
import type { Vocabulary } from "../llama/vocabulary.ts";
import { Sampler } from "../sampling/sampler.ts";
import type { Member, Sequence } from "./sequence.ts";
import type { SequenceTable } from "./sequence_table.ts";

/** The properties of the model that {@linkcode NextTokens} depends on. */
export interface NextTokensOptions {
  /** The tokens that logits stand for. */
  readonly vocabulary: Vocabulary;
  /** Row of the output matrix that scores; undefined when the model is no PPM. */
  readonly scoreToken?: number;
  /** Tokens one sequence may have. */
  readonly contextTokens: number;
}

/** A token, and the members of a sequence that drew it, oldest first. */
interface Branch {
  readonly token: number;
  readonly logProbability: number;
  readonly members: readonly Member[];
}

/** Extends the sequences of a table. */
export class NextTokens {
  readonly #table: SequenceTable;
  readonly #options: NextTokensOptions;
  #generatedTokens = 0;
  #mergedTokens = 0;

  /** `table` must hold the sequences that are given to {@linkcode advance}. */
  constructor(table: SequenceTable, options: NextTokensOptions) {
    this.#table = table;
    this.#options = options;
  }

  /** Tokens generated since the start, and how many of them took no computation of their own. */
  stats(): { readonly generatedTokens: number; readonly mergedTokens: number } {
    return { generatedTokens: this.#generatedTokens, mergedTokens: this.#mergedTokens };
  }

  /**
   * Takes the logits after the last token of `sequence`: completes its score, or adds a token to each of its candidates.
   *
   * @throws {PolicyError} `model_invalid` when the model computes NaN or infinity
   */
  advance(sequence: Sequence, logits: Float32Array): void {
    const { call } = sequence;
    if (call.settled) return;
    const [{ index, sampler }] = sequence.members;
    if (sampler === null) {
      this.#table.release(sequence);
      return call.complete(index, finite(logits[this.#options.scoreToken!]));
    }
    const branches = drawBranches(sequence.members, logits);
    this.#generatedTokens += sequence.members.length;
    this.#mergedTokens += sequence.members.length - branches.length;
    const forks = branches.slice(1).map((branch) => ({ branch, fork: this.#table.fork(sequence, branch.members) }));
    sequence.members = branches[0].members;
    this.#push(sequence, branches[0]);
    for (const { branch, fork } of forks) this.#push(fork, branch);
  }

  #push(sequence: Sequence, { token, logProbability }: Branch): void {
    sequence.tokens.push(token);
    sequence.logProbability += finite(logProbability);
    const finish = this.#finish(sequence, token);
    if (finish === null) return;
    this.#table.release(sequence);
    const { text: { text }, logProbability: sum, tokens, promptTokens } = sequence;
    const { call, members } = sequence;
    for (const { index } of members) {
      call.complete(index, { text, finish, tokens: tokens.length - promptTokens, logProbability: sum });
    }
    if (call.settled) this.#table.learnForks(call);
  }

  /** Why a candidate ends with `token`, if it does. Its text grows by the token, but not by the end of generation. */
  #finish(sequence: Sequence, token: number): Candidate["finish"] | null {
    const { vocabulary, contextTokens } = this.#options;
    const before = sequence.text.text;
    if (sequence.text.push(vocabulary.pieceBytes(token))) return "stop";
    if (vocabulary.endOfGeneration.has(token)) {
      sequence.text.cut(before.length);
      return "stop";
    }
    const generated = sequence.tokens.length - sequence.promptTokens;
    const full = generated >= sequence.call.maxTokens || sequence.tokens.length >= contextTokens;
    return full ? "length" : null;
  }
}

/** Draws a token for each member from the same logits, and groups the members by their tokens. */
function drawBranches(members: readonly Member[], logits: Float32Array): Branch[] {
  const branches = new Map<number, Branch & { readonly members: Member[] }>();
  const samples = Sampler.sampleEach(members.map(({ sampler }) => sampler!), logits);
  for (const [index, member] of members.entries()) {
    const { token, logProbability } = samples[index];
    const branch = branches.get(token);
    if (branch) branch.members.push(member);
    else branches.set(token, { token, logProbability, members: [member] });
  }
  return [...branches.values()];
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new PolicyError("model_invalid", `Cannot use what the model computes as its logits are no numbers: ${value}`);
}
