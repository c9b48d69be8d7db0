/**
 * Plans the next decode by pure functions over plain data: which sequences run, and how many tokens of each are computed.
 *
 * There is no prefill phase and no decode phase. A sequence has `tokens`, of which the first `computed` are in the KV
 * cache; each step admits waiting sequences, then hands out a budget of tokens so that computed catches up with total. A
 * sequence that generates is one token behind, a new prompt is many behind, a preempted sequence is behind by all of it.
 *
 * @module
 */

/** A sequence that waits to run. */
export interface WaitingSequence {
  /** Identifies the sequence, and orders it by age: a lower number came first and goes first. */
  readonly id: number;
  /** The prompt and what was generated after it. */
  readonly tokens: readonly number[];
  /** Length of the prompt. */
  readonly promptTokens: number;
  /** How many sequences it is expected to become as its candidates diverge; may be fractional. Default 1. */
  readonly expectedSequences?: number;
}

/** A sequence that runs: it holds a slot of the KV cache. */
export interface RunningSequence extends WaitingSequence {
  /** How many of its tokens are in the KV cache. */
  readonly computed: number;
  /** How many of its tokens other sequences may share once they are computed: the prompt, or all. */
  readonly shareable: number;
}

/** What one step may compute. */
export interface StepBudget {
  /** KV cells that are free or can be freed by evicting idle prefixes; Infinity where each sequence has its own. */
  readonly freeCells: number;
  /** Most tokens of one step. */
  readonly batchTokens: number;
  /** Most tokens of one prompt in one step. Default 512, what llama.cpp computes in one piece. */
  readonly chunkTokens?: number;
}

/** The state from which {@linkcode planRunning} decides. */
export interface QueueState extends StepBudget {
  /** Sequences without a slot. */
  readonly waiting: readonly WaitingSequence[];
  /** Sequences that hold a slot. */
  readonly running: readonly RunningSequence[];
  /** Token lists that stay in the KV cache although no sequence uses them now. */
  readonly idle: readonly (readonly number[])[];
  /** How many more sequences may run, after those that the running ones are expected to become; may be negative. */
  readonly room: number;
  /** Whether prefixes are shared. Default true. */
  readonly sharing?: boolean;
}

/** Which sequences start and stop running. */
export interface RunningPlan {
  /** Running sequences that give their cells back and wait again, because no sequence can proceed otherwise. */
  readonly preempt: readonly number[];
  /** Waiting sequences that start to run. */
  readonly admit: readonly number[];
  /** The tokens of the next step, valid as long as nothing is preempted or admitted. */
  readonly shares: readonly TokenShare[];
}

/** How many tokens of a sequence a step computes. */
export interface TokenShare {
  /** Id of the sequence. */
  readonly id: number;
  /** At least 1; they follow its computed tokens. */
  readonly tokens: number;
}

/** Waiting for a prefix that a running sequence is about to compute must save at least this many tokens. */
const WORTH_WAITING_TOKENS = 16;
/** A sequence whose prompt is not cached yields to cached ones until it is this many ids older than the youngest. */
export const PATIENCE = 4096;
/** Cells that must be free for an admitted sequence beyond its prompt. */
const CELL_HEADROOM = 32;
/** Tokens of a step that generating sequences leave to prompts while there are any. */
const PROMPT_RESERVE = 4;

/** Length of the longest common prefix of two token lists. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}

/**
 * Plans which sequences run in the next step.
 *
 * A waiting sequence is admitted when there is room and its cells are free. Sequences that find at least half of their
 * tokens in the cache go first: with more trees than the cache can hold, the others would evict these prefixes, and each
 * would be computed anew on its turn. Within either group the oldest goes first. A sequence is skipped while a running one
 * is about to compute a prefix that both share: computing it twice would cost more than the wait.
 *
 * Where running sequences cannot compute a single token for want of cells, the youngest is preempted, unless it is alone.
 */
export function planRunning(state: QueueState): RunningPlan {
  const { running, freeCells } = state;
  const shares = planTokens(running, state);
  const isStuck = shares.length === 0 && running.length > 0;
  if (!isStuck) return { preempt: [], admit: admissions(state, freeCells - sum(shares)), shares };
  const youngest = running.length > 1 ? [Math.max(...running.map(({ id }) => id))] : [];
  return { preempt: youngest, admit: [], shares };
}

/**
 * Hands out the tokens of one step.
 *
 * Sequences that generate get their one token first; what is left of the budget goes to prompts. Both oldest first: the
 * oldest sequence proceeds in every step, so none starves.
 *
 * A prompt is never computed by a single token, nor together with what was generated after it: on a CPU, attention over one
 * token and over several are different code, whose results differ in the last bits. So every token of a prompt has been
 * computed among several and every generated token alone, whatever else is in the batch.
 */
export function planTokens(running: readonly RunningSequence[], limits: StepBudget): TokenShare[] {
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

/** How much of the rest of a prompt is computed: at most `limit` tokens, but neither a single one nor all but one. */
function promptChunk(left: number, limit: number): number {
  if (left <= limit) return left;
  const chunk = left - limit === 1 ? limit - 1 : limit;
  return chunk < 2 ? 0 : chunk;
}

function sum(shares: readonly TokenShare[]): number {
  return shares.reduce((total, share) => total + share.tokens, 0);
}

/** Ids of the waiting sequences that start to run, in the order of their admission. */
function admissions(state: QueueState, freeCells: number): number[] {
  const admitted: number[] = [];
  if (state.room < 1 || state.waiting.length === 0) return admitted;
  const sharing = state.sharing ?? true;
  const computing = [...state.running];
  let cells = freeCells;
  let { room } = state;
  for (const { sequence, cached } of inOrder(state.waiting, sharing ? state.idle : [])) {
    if (room < 1) break;
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
    // With nothing else running every idle prefix may be evicted: the sequence fits, its length was checked.
    if (needed > cells && computing.length > 0) break;
    cells -= needed;
    room -= sequence.expectedSequences ?? 1;
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
