/**
 * A session on one target: mutants of inputs that took new paths, until the time is over; each kind of defect once.
 *
 * @module
 */
import { uniform } from "@rstar/core";
import { minimize } from "./minimize.ts";
import { Mutator } from "./mutate.ts";
import { type Outcome, type Target, withoutValues } from "./target.ts";
import { TargetProcess } from "./target_process.ts";

/** Time to make one finding smaller. */
const MINIMIZE_MS = 10_000;

/** An input that shows a defect. */
export interface Finding {
  /** The smallest input found that shows it. */
  readonly input: Uint8Array<ArrayBuffer>;
  /** What is wrong. */
  readonly defect: string;
}

/** What a session came to. */
export interface SessionReport {
  /** Inputs that were run. */
  readonly runs: number;
  /** Those kept, as they took a new path or had a new outcome. */
  readonly kept: number;
  /** How often each outcome was seen. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** The longest that a sound input took, ms. */
  readonly slowestMs: number;
  /** One a kind of defect. */
  readonly findings: readonly Finding[];
}

/** Options of {@linkcode fuzz}. */
export interface SessionOptions {
  /** URL of the target's file. */
  readonly module: string;
  /** How long at most. Default unbounded. */
  readonly seconds?: number;
  /** How many inputs at most, beside the first ones. Default unbounded. */
  readonly mutants?: number;
  /** Which mutants. */
  readonly seed: number;
  /** Inputs to begin with, beside the target's own. */
  readonly corpus?: readonly Uint8Array<ArrayBuffer>[];
}

/** Fuzzes a target until its time is over or its mutants are used up. */
export async function fuzz(
  { module, seconds = Infinity, mutants = Infinity, seed, corpus: more = [] }: SessionOptions,
): Promise<SessionReport> {
  const { default: target } = await import(module) as { readonly default: Target };
  await using process = new TargetProcess(module, { coverage: true });
  await using judge = new Judge(module, target);
  const encoder = new TextEncoder();
  const first = target.seeds.map((seed) => typeof seed === "string" ? encoder.encode(seed) : seed);
  const waiting = [...first, ...more];
  const corpus: Uint8Array<ArrayBuffer>[] = [];
  const seen = new Set<number | string>();
  const outcomes = new Map<string, number>();
  const findings = new Map<string, Finding>();
  const mutator = new Mutator(uniform(seed), target.words);
  const until = performance.now() + seconds * 1000;
  const limit = waiting.length + mutants;
  let runs = 0, slowestMs = 0;
  await process.run(first[0]); // loads the target: no measure of the input
  while (waiting.length > 0 || (runs < limit && performance.now() < until)) {
    const input = waiting.shift() ?? mutator.mutate(corpus.length > 0 ? corpus : first);
    const came = await process.run(input);
    runs += 1;
    const defect = await judge.defectOf(came, input);
    if (defect === null) {
      slowestMs = Math.max(slowestMs, Math.min(came.ms, target.ms));
      const isNew = [...came.path, came.outcome!].filter((feature) => !seen.has(feature));
      for (const feature of isNew) seen.add(feature);
      if (isNew.length > 0) corpus.push(input);
      outcomes.set(came.outcome!, (outcomes.get(came.outcome!) ?? 0) + 1);
    } else if (!findings.has(kindOf(defect))) {
      findings.set(kindOf(defect), { input, defect });
      const fails = async (smaller: Uint8Array<ArrayBuffer>) => {
        const again = await judge.defectOf(await process.run(smaller), smaller);
        return again !== null && kindOf(again) === kindOf(defect);
      };
      const smallest = await minimize(input, fails, performance.now() + MINIMIZE_MS);
      findings.set(kindOf(defect), { input: smallest, defect });
    }
  }
  return { runs, kept: corpus.length, outcomes, slowestMs, findings: [...findings.values()] };
}

/** Says whether an outcome is a defect. */
export class Judge implements AsyncDisposable {
  readonly #target: Target;
  readonly #process: TargetProcess;

  constructor(module: string, target: Target) {
    this.#target = target;
    this.#process = new TargetProcess(module, { coverage: false });
  }

  /**
   * What is wrong; null for nothing. An input is slow where it is so each of eight times in a process that counts
   * nothing: counting costs time, and a machine has other work too.
   */
  async defectOf(came: Outcome, input: Uint8Array): Promise<string | null> {
    if (came.defect !== undefined) return came.defect;
    let { ms } = came;
    for (let tries = 0; ms > this.#target.ms && tries < 8; tries++) {
      const again = await this.#process.run(input);
      if (again.defect !== undefined) return again.defect;
      if (tries > 0) ms = Math.min(ms, again.ms); // the first one may have loaded the target
    }
    const { ms: limit } = this.#target;
    return ms > limit ? `slow: ${input.length} bytes take ${ms.toFixed(1)} ms, and may take ${limit}` : null;
  }

  /** Ends its process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

/** What two findings of one defect have in common: the message without its values, and the place. */
function kindOf(defect: string): string {
  const [message, place = ""] = defect.split("\n");
  const words = withoutValues(message);
  return /^(?:slow|hangs|crash)/.test(message) ? words.replace(/^slow.*/, "slow") : `${words} ${place.trim()}`;
}
