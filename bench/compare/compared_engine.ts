import type { Policy } from "@rstar/core";

/** What every engine is opened with. */
export interface EngineShape {
  /** GGUF file. */
  readonly model: string;
  /** The prompt, with `{question}` in it; undefined: the official one. */
  readonly template?: string;
  /** Threads that compute. */
  readonly threads: number;
  /** Sequences decoded at once. */
  readonly width: number;
  /** Tokens a sequence may have. */
  readonly contextTokens: number;
  /** Whether attention is computed by flash attention. */
  readonly flashAttention: boolean;
}

/** An engine of the comparison. Dispose it: its process ends. */
export interface ComparedEngine extends AsyncDisposable {
  /** It, as the search sees it. */
  readonly policy: Policy;
  /** Number of its process. */
  readonly processId: number;
  /** Tokens of all candidates so far. */
  generatedTokens(): Promise<number>;
}
