/**
 * Strategies grouped by what they can share: votes among the first of the same samples, and cuts of the same search.
 *
 * @module
 */
import { type Problem, RstarError, type SearchPorts, type SearchResult, seedOf, solve } from "@rstar/core";
import {
  type ChoiceRule,
  choose,
  type ResultStep,
  resultStep,
  searchBeam,
  searchDefaults,
  trajectoryOf,
  withoutPpm,
} from "@rstar/core/search";
import type { ModelManifest } from "@rstar/native";
import { sum } from "../statistics/mean.ts";
import { cutAt, TreeRecorder } from "./rollout_cuts.ts";
import { greedy } from "./greedy.ts";
import { needsPpm, type Strategy } from "./strategy.ts";
import { drawSolutions, SAMPLER_SEED_OFFSET, scored } from "./whole_solutions.ts";

/** What strategies run on. */
export interface StrategySetting {
  /** Policy, verifier and, where there is one, the PPM. */
  readonly ports: SearchPorts;
  /** The manifest of the model's folder, whose search options are the defaults. */
  readonly manifest: ModelManifest;
  /** Every sample's seed is derived from it. */
  readonly seed: number;
  /** Cancels what is in progress. */
  readonly signal?: AbortSignal;
}

/** What a strategy answered to one problem, and at what cost. */
export interface Answered {
  /** The answer; null where none was found. */
  readonly answer: string | null;
  /** Tokens generated, including all of those in samples that are shared with other strategies. */
  readonly tokens: number;
  /** The steps of the trajectory chosen for the answer; empty without one. */
  readonly steps: readonly ResultStep[];
}

/** Strategies that are measured together. */
export interface StrategyGroup {
  /** In the order in which they were requested. */
  readonly strategies: readonly Strategy[];
  /** Answers a problem by all of them; the keys are their names. */
  readonly answer: (problem: Problem) => Promise<Readonly<Record<string, Answered>>>;
}

type Way<W extends Strategy["way"]> = Extract<Strategy, { readonly way: W }>;
type SampleWay = Extract<Strategy, { readonly samples: number }>["way"];
type Answer = StrategyGroup["answer"];

/** The rule by which each way chooses among samples. */
const RULES: Readonly<Record<SampleWay, ChoiceRule>> = {
  majority: { rule: "majority" },
  weighted: { rule: "weighted-vote" },
  best: { rule: "ppm-best" },
};

/**
 * The groups of some strategies, in the order of their first members.
 *
 * @throws {RstarError} `bad_request`: a strategy needs a PPM and there is none
 */
export function strategyGroups(strategies: readonly Strategy[], setting: StrategySetting): StrategyGroup[] {
  const scoring = strategies.find(needsPpm);
  if (scoring && !setting.ports.ppm) {
    throw new RstarError("bad_request", `Cannot measure ${scoring.name} as the model has no PPM (--ppm gives it one)`);
  }
  const { read } = searchDefaults(setting.manifest);
  return [...Map.groupBy(strategies, shared).values()].map((members) => {
    const answer = answerBy(members, setting);
    return { strategies: members, answer: (problem) => answer({ ...problem, question: read(problem.question) }) };
  });
}

/** A key, equal for strategies that share what they generate. */
function shared(strategy: Strategy): string {
  if (strategy.way === "search") return `search ${strategy.preset}`;
  return "samples" in strategy ? "samples" : strategy.name;
}

function answerBy(strategies: readonly Strategy[], setting: StrategySetting): Answer {
  const [first] = strategies;
  switch (first.way) {
    case "greedy":
      return byGreedy(setting);
    case "solve":
      return bySolve(setting);
    case "beam":
      return byBeam(first, setting);
    case "search":
      return bySearch(strategies as readonly Way<"search">[], setting);
    default:
      return bySamples(strategies as readonly Way<SampleWay>[], setting);
  }
}

function byGreedy({ ports: { ppm: _ppm, ...ports }, manifest, signal }: StrategySetting): Answer {
  const options = { search: greedy(searchDefaults(manifest).search), signal };
  return async (problem) => {
    const result = await solve(problem, ports, options);
    return { greedy: answered(result, result.usage.tokens) };
  };
}

function bySolve({ ports, manifest, seed, signal }: StrategySetting): Answer {
  const options = { ...searchDefaults(manifest), seed, signal };
  return async (problem) => {
    const result = await solve(problem, ports, options);
    return { solve: answered(result, result.usage.tokens) };
  };
}

function byBeam({ name, width }: Way<"beam">, { ports, manifest, seed, signal }: StrategySetting): Answer {
  const options = { ...searchDefaults(manifest).search, candidates: width };
  return async ({ question }) => {
    const beam = await searchBeam({ question, options, seed: seedOf(seed, 0), width }, ports, { signal });
    return { [name]: answered(beam.choice(), beam.tokens) };
  };
}

function bySearch(strategies: readonly Way<"search">[], { ports, manifest, seed, signal }: StrategySetting): Answer {
  const preset = strategies[0].preset ?? undefined;
  const rollouts = Math.max(...strategies.map((strategy) => strategy.rollouts));
  const { search } = searchDefaults(manifest, { preset, rollouts });
  const rule = ports.ppm ? search.choice : withoutPpm(search.choice);
  return async (problem) => {
    const recorder = new TreeRecorder();
    await solve(problem, ports, { search, seed, signal, onEvent: recorder.follow });
    return Object.fromEntries(strategies.map(({ name, rollouts }) => {
      const { found, tokens } = cutAt(recorder.trees[0], rollouts);
      return [name, answered(choose(found.map(trajectoryOf), rule), tokens)];
    }));
  };
}

function bySamples(strategies: readonly Way<SampleWay>[], { ports, manifest, seed, signal }: StrategySetting): Answer {
  const count = Math.max(...strategies.map(({ samples }) => samples));
  const { search } = searchDefaults(manifest);
  const options = { search, budget: { count }, seed: seed + SAMPLER_SEED_OFFSET, signal };
  return async (problem) => {
    const solutions = await drawSolutions(problem, ports, options);
    const complete = solutions.flatMap(({ trajectory }) => trajectory ?? []);
    const voters = ports.ppm ? await scored(complete, problem, ports.ppm) : complete;
    return Object.fromEntries(strategies.map(({ name, way, samples }) => {
      const first = solutions.slice(0, samples);
      const tokens = sum(first.map((solution) => solution.tokens));
      const finished = first.filter(({ trajectory }) => trajectory !== null).length;
      return [name, answered(choose(voters.slice(0, finished), RULES[way]), tokens)];
    }));
  };
}

/** The best answer of a search, a guess too, or of a choice among trajectories; null where there was nothing to choose from. */
function answered(chosen: Pick<SearchResult, "trajectory"> | null, tokens: number): Answered {
  return {
    answer: chosen?.trajectory?.answer ?? null,
    tokens,
    steps: (chosen?.trajectory?.steps ?? []).map(resultStep),
  };
}
