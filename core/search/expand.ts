/**
 * Carries out one expansion: the policy proposes, the verifier runs, the PPM scores.
 *
 * @module
 */
import { PolicyError } from "../errors.ts";
import { printedAnswer } from "../answer/printed_answer.ts";
import { boxedAnswer } from "../grade/extract.ts";
import { gradeAll } from "../grade/grade.ts";
import type { Candidate, Policy } from "../policy.ts";
import type { Ppm } from "../ppm.ts";
import { seedOf } from "../random.ts";
import { type Prefix, STEP_STOPS, stepCode, stepKind } from "../trajectory.ts";
import type { Observation, Verifier } from "../verifier/verifier.ts";
import type { Ask } from "./step.ts";
import {
  distinct,
  type Expansion,
  invalidity,
  programAt,
  programOutputs,
  type ToldStep,
  trajectoryText,
} from "./step.ts";
import type { SearchOptions } from "./options.ts";

/** What a search needs from outside. */
export interface SearchPorts {
  /** Proposes candidates for the next step. */
  readonly policy: Policy;
  /** Runs each candidate after the steps before it. */
  readonly verifier: Verifier;
  /** Scores the candidates that ran; without one Q-values come from terminals alone. */
  readonly ppm?: Ppm;
}

/** Judges an answer against a ground truth that it keeps to itself. */
export type Judge = (answer: string, options?: { readonly signal?: AbortSignal }) => Promise<boolean>;

/** How one expansion is carried out. */
export interface ExpandOptions {
  /** Options of the tree. */
  readonly options: SearchOptions;
  /** At which candidates are drawn again. Default: that of the options. */
  readonly redrawTemperature?: number;
  /** Given only while data is grown. */
  readonly judge?: Judge;
  /** Aborts what is under way. */
  readonly signal?: AbortSignal;
}

/**
 * Carries one ask out: candidates are proposed, the distinct ones run at the same time, those that are valid scored. Where none
 * is valid, they are drawn again; a policy of which nothing could be read would write no step then either.
 *
 * A prefix that has outgrown the policy's context is an expansion without steps: a dead end. Steps that outgrow the PPM's are
 * left out.
 *
 * @throws {PolicyError} `context_exceeded` only for the bare problem
 */
export async function expand(ask: Ask, ports: SearchPorts, expandOptions: ExpandOptions): Promise<Expansion> {
  const { node, seeds } = ask;
  const { options: { redraws, temperature }, redrawTemperature = temperature } = expandOptions;
  const draws = redrawTemperature > 0 ? 1 + redraws : 1;
  let tokens = 0;
  let observed: readonly ToldStep[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const candidates = draw === 0 ? await propose(ask, ports.policy, temperature, expandOptions) : await propose(
      { ...ask, seeds: seeds.map((seed) => seedOf(seed, draw)) },
      ports.policy,
      redrawTemperature,
      expandOptions,
    );
    tokens += candidates.reduce((sum, candidate) => sum + candidate.tokens, 0);
    observed = await observeAll(ask, [...observed, ...candidates], ports.verifier, expandOptions);
    const reasons = observed.map((step) => invalidity(node, step, expandOptions.options));
    if (reasons.includes(null) || reasons.every((reason) => reason === "unparsable")) break;
  }
  return { path: node.path, tokens, steps: await score(ask, observed, ports.ppm, expandOptions) };
}

/** What came of the distinct ones of `candidates`; those that were observed before stay as they are. */
async function observeAll(
  ask: Ask,
  candidates: readonly (Candidate | ToldStep)[],
  verifier: Verifier,
  expandOptions: ExpandOptions,
): Promise<ToldStep[]> {
  const { options, judge, signal } = expandOptions;
  return await Promise.all(
    distinct(candidates, options).map(async (candidate): Promise<ToldStep> => {
      if ("observation" in candidate) return candidate;
      const kind = stepKind(candidate.text);
      const answer = kind === "answer" ? await answerIn(candidate.text, ask, verifier, expandOptions) : null;
      return {
        text: candidate.text,
        logProbability: candidate.logProbability,
        observation: kind === "code" || kind === "end-of-code"
          ? await observe(ask, candidate, verifier, expandOptions)
          : null,
        ppm: null,
        answer,
        ...(judge && answer !== null && { correct: await judge(answer, { signal }) }),
      };
    }),
  );
}

async function propose(
  ask: Ask,
  policy: Policy,
  temperature: number,
  { options, signal }: ExpandOptions,
): Promise<Candidate[]> {
  const { topP, topK, maxStepTokens: maxTokens } = options;
  const { prefix, seeds } = ask;
  try {
    return await policy.propose({ prefix, seeds, temperature, topP, topK, maxTokens, stop: STEP_STOPS }, { signal });
  } catch (error) {
    if (isTooLong(error) && ask.node.parent) return [];
    throw error;
  }
}

/**
 * The answer of a final step. While data is grown it is the model's own, which the ground truth judges; at test time it is what
 * the program printed.
 */
async function answerIn(
  text: string,
  { node, prefix: { question } }: Ask,
  verifier: Verifier,
  { options, judge, signal }: ExpandOptions,
): Promise<string | null> {
  const boxed = boxedAnswer(text) ?? null;
  if (judge || boxed === null) return boxed;
  const outputs = programOutputs(node, options);
  return await printedAnswer(boxed, { question, outputs, gradeAll: (pairs) => gradeAll(pairs, { verifier, signal }) });
}

/** A step after one that failed fails as that one did: the program never gets there. */
async function observe(
  { node: parent, prefix }: Ask,
  { text }: Candidate,
  verifier: Verifier,
  { options, signal }: ExpandOptions,
): Promise<Observation> {
  if (parent.kind === "code" && parent.observation && parent.observation.status !== "ok") return parent.observation;
  const last = stepKind(text) === "end-of-code";
  const steps = [...programAt(parent), stepCode(text)];
  return await verifier.run(steps, { output: options.output, owner: prefix.question, last, signal });
}

async function score(
  { node, prefix }: Ask,
  steps: readonly ToldStep[],
  ppm: Ppm | undefined,
  { options, signal }: ExpandOptions,
): Promise<readonly ToldStep[]> {
  const valid = steps.filter((step) => invalidity(node, step, options) === null);
  if (!ppm || valid.length === 0) return steps;
  const prefixes: Prefix[] = valid.map((step) => ({
    ...prefix,
    solution: prefix.solution + trajectoryText(node, step, options),
  }));
  const scores = await scoresOf(prefixes, ppm, signal);
  const scoreOf = new Map(valid.map((step, index) => [step, scores[index]]));
  return steps.filter((step) => scoreOf.get(step) !== null).map((step) => ({
    ...step,
    ppm: scoreOf.get(step) ?? null,
  }));
}

/** One score a prefix; null for one that is longer than the context. */
async function scoresOf(
  prefixes: readonly Prefix[],
  ppm: Ppm,
  signal: AbortSignal | undefined,
): Promise<(number | null)[]> {
  try {
    return await ppm.score(prefixes, { signal });
  } catch (error) {
    if (!isTooLong(error)) throw error;
    if (prefixes.length === 1) return [null];
    return (await Promise.all(prefixes.map((prefix) => scoresOf([prefix], ppm, signal)))).flat();
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof PolicyError && error.code === "context_exceeded";
}
