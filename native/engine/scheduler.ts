/**
 * What the next decode computes: pure functions over plain data.
 *
 * There is no prefill phase and no decode phase. A sequence has `tokens`, of which the first `computed` are in the KV
 * cache; each step admits waiting sequences to the slots that are free, then hands out a budget of tokens so that computed
 * catches up with total. A sequence that generates is one token behind, a new prompt is many behind, a sequence that lost
 * its cells is behind by all of it.
 *
 * @module
 */

/** A sequence that waits for a slot. */
export interface WaitingSequence {
  /** Names the sequence. Lower is older: who came first goes first. */
  readonly id: number;
  /** Its tokens: the prompt and what was generated. */
  readonly tokens: readonly number[];
  /** How many of them are the prompt. */
  readonly promptTokens: number;
  /** How many sequences it is expected to become. Default 1. */
  readonly ways?: number;
}

/** A sequence that holds a slot. */
export interface RunningSequence extends WaitingSequence {
  /** How many of its tokens are in the KV cache. */
  readonly computed: number;
  /** How many of its tokens others may share once they are computed: the prompt, or all. */
  readonly shareable: number;
}

/** What a step may compute. */
export interface Budget {
  /** KV cells that are free or may be freed by forgetting idle lists; Infinity where each slot has its own. */
  readonly freeCells: number;
  /** Tokens one step may compute. */
  readonly batchTokens: number;
  /** Tokens of one prompt that one step may compute. Default 512, what llama.cpp computes in one piece. */
  readonly chunkTokens?: number;
}

/** What is seen of the sequences when slots are given out. */
export interface SlotState extends Budget {
  /** Sequences without a slot. */
  readonly waiting: readonly WaitingSequence[];
  /** Sequences with a slot. */
  readonly running: readonly RunningSequence[];
  /** Token lists in the KV cache that no sequence uses now. */
  readonly idle: readonly (readonly number[])[];
  /** How many more sequences may run, less those that the running ones are expected to become. */
  readonly freeSlots: number;
  /** Whether prefixes are shared. Default true. */
  readonly sharing?: boolean;
}

/** Who gets a slot now, and who loses one. */
export interface SlotChanges {
  /** Running sequences that give their slot back and wait again, as no cell is left for anybody. */
  readonly preempt: readonly number[];
  /** Waiting sequences that get a slot. */
  readonly admit: readonly number[];
}

/** How many tokens of a sequence a step computes. */
export interface TokenShare {
  /** Names the sequence. */
  readonly id: number;
  /** At least 1. */
  readonly tokens: number;
}

/** Waiting for a prefix that a running sequence is about to compute must save at least this many tokens. */
export const WORTH_WAITING_TOKENS = 16;
/** A sequence whose prompt is not in the cache lets others go first until so many younger ones have come. */
export const PATIENCE = 4096;
/** An admitted sequence must find cells for its prompt and this many tokens more. */
const CELL_HEADROOM = 32;

/** Length of the longest common prefix of two token lists. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}

/** Tokens of a step that are kept for prompts while there are any. */
const PROMPT_RESERVE = 4;

/**
 * Plans who holds a slot in the next step.
 *
 * A waiting sequence is admitted when a slot and cells are free. First those that find most of their tokens in the cache:
 * with more trees than the cache has room for, the others would push these prefixes out, and each would be computed anew
 * whenever its turn came. In either group oldest first. One is passed over while a running one is about to compute a
 * prefix that both share: computing it twice would cost more than the wait.
 */
export function changeSlots(state: SlotState): SlotChanges {
  const { running, freeCells } = state;
  const shares = handOut(running, state);
  const isStuck = shares.length === 0 && running.length > 0;
  if (!isStuck) return { preempt: [], admit: admissions(state, freeCells - sum(shares)) };
  const youngest = running.length > 1 ? [Math.max(...running.map(({ id }) => id))] : [];
  return { preempt: youngest, admit: [] };
}

/**
 * Hands out the tokens of one step.
 *
 * Sequences that generate get their one token first; what is left of the budget goes to prompts. Both oldest first: the
 * oldest sequence moves in every step, so nobody starves.
 *
 * A prompt is never computed by a single token, nor together with what was generated after it: on a CPU attention over one
 * token and over several are different code, whose results differ in the last bits. So every token of a prompt has been
 * computed among several and every generated token alone, whatever else is in the batch.
 */
export function handOut(running: readonly RunningSequence[], limits: Budget): TokenShare[] {
  const oldestFirst = running.toSorted((a, b) => a.id - b.id);
  const prompts = oldestFirst.filter((sequence) => sequence.computed < sequence.promptTokens);
  const generating = oldestFirst.filter((sequence) => sequence.computed >= sequence.promptTokens);
  let budget = Math.min(limits.batchTokens, limits.freeCells);
  const first = prompts.length > 0 ? Math.max(1, budget - PROMPT_RESERVE) : budget;
  const shares: TokenShare[] = generating.slice(0, Math.max(0, Math.min(first, budget))).map(({ id }) => (
    { id, tokens: 1 }
  ));
  budget -= shares.length;
  for (const { id, promptTokens, computed } of prompts) {
    const tokens = promptChunk(promptTokens - computed, Math.min(budget, limits.chunkTokens ?? 512));
    if (tokens > 0) shares.push({ id, tokens });
    budget -= tokens;
  }
  return shares;
}

/** How much of a prompt is computed: at most `limit` tokens, but neither a single one nor all but one. */
function promptChunk(left: number, limit: number): number {
  if (left <= limit) return left;
  const chunk = left - limit === 1 ? limit - 1 : limit;
  return chunk < 2 ? 0 : chunk;
}

function sum(shares: readonly TokenShare[]): number {
  return shares.reduce((total, share) => total + share.tokens, 0);
}

/** Which waiting sequences get a slot, passing over those that do better to wait for a shared prefix. */
function admissions(state: SlotState, freeCells: number): number[] {
  const admitted: number[] = [];
  if (state.freeSlots < 1 || state.waiting.length === 0) return admitted;
  const sharing = state.sharing ?? true;
  const computing = [...state.running];
  let cells = freeCells;
  let slots = state.freeSlots;
  for (const { sequence, cached } of inOrder(state.waiting, sharing ? state.idle : [])) {
    if (slots < 1) break;
    let held = 0; // of the cached prefix, what running sequences hold anyway: it takes no cells
    if (sharing) {
      let coming = 0;
      for (const other of computing) {
        const common = Math.min(commonPrefix(sequence.tokens, other.tokens), other.shareable);
        held = Math.max(held, Math.min(common, other.computed));
        coming = Math.max(coming, common);
      }
      if (coming - Math.max(cached, held) >= WORTH_WAITING_TOKENS) continue;
    }
    const needed = sequence.tokens.length - held + CELL_HEADROOM;
    // With nothing else running everything else may be forgotten: the sequence fits, its length was checked.
    if (needed > cells && computing.length > 0) break;
    cells -= needed;
    slots -= sequence.ways ?? 1;
    admitted.push(sequence.id);
    computing.push({ ...sequence, computed: 0, shareable: sequence.promptTokens });
  }
  return admitted;
}

/** Waiting sequences in the order of their admission, with how many of their tokens `idle` lists hold. */
function inOrder(
  waiting: readonly WaitingSequence[],
  idle: readonly (readonly number[])[],
): { sequence: WaitingSequence; cached: number }[] {
  const youngest = waiting.reduce((max, { id }) => Math.max(max, id), 0);
  const goesFirst = ({ id, tokens }: WaitingSequence, cached: number): boolean =>
    2 * cached >= tokens.length || youngest - id > PATIENCE;
  return waiting.map((sequence) => {
    const cached = idle.reduce((max, tokens) => Math.max(max, commonPrefix(sequence.tokens, tokens)), 0);
    return { sequence, cached, first: goesFirst(sequence, cached) };
  }).sort((a, b) => Number(b.first) - Number(a.first) || a.sequence.id - b.sequence.id);
}
