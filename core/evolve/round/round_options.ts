/**
 * What a round works with: its run, its recipe, and the ports to models, programs and progress.
 *
 * @module
 */
import type { SearchPorts } from "../../search/expand.ts";
import type { GrowOptions } from "../../search/driver/search.ts";
import type { LuckTest, SearchProblem } from "../data/grown_problem.ts";
import type { PythonRunner } from "../jobs/python_runner.ts";
import type { EvolutionRecipe } from "../recipe/recipe.ts";
import type { RunFolder } from "../run/run_folder.ts";
import type { RunStore } from "../run/run_store.ts";
import type { EvolveEvent } from "./evolve_event.ts";
import type { Base } from "./round_zero.ts";

/** The models that a round searches with. */
export interface RoundModels {
  /** Folder of the round before: `model.json`, `policy.gguf`, `ppm.gguf`. */
  readonly folder: string;
  /** The policy's checkpoint in Hugging Face format, for a server that samples from it. */
  readonly checkpoint: string;
  /** Whether the PPM guides the search. */
  readonly ppm: boolean;
  /** A bigger model in place of the policy: a GGUF file, a model's name, or the URL of a server. */
  readonly bootstrap?: string;
}

/** The opened models and verifier of a round's search. Dispose it to stop their processes. */
export interface SearchSession extends AsyncDisposable {
  /** Policy, verifier and, where it guides, the PPM. */
  readonly ports: SearchPorts;
  /** Whether a prediction equals the ground truth. */
  readonly grade: GrowOptions["grade"];
  /** Problems searched at the same time. */
  readonly concurrency: number;
}

/** Options of a round. */
export interface RoundOptions {
  /** The folder of the run. */
  readonly run: RunFolder;
  /** Keeps journals, plans and machine time. */
  readonly store: RunStore;
  /** What is searched and how, what data is drawn, how models are trained. */
  readonly recipe: EvolutionRecipe;
  /** The problems that every round searches. */
  readonly problems: readonly SearchProblem[];
  /** The checkpoint that every round's policy is trained from. */
  readonly base: Base;
  /** A bigger model that searches round 1; see {@linkcode RoundModels.bootstrap}. Default: the policy of round 0. */
  readonly bootstrap?: string;
  /** Opens models and verifier for a search. */
  readonly open: (models: RoundModels) => Promise<SearchSession>;
  /** Which correct trajectories may be right by luck. Default: none. */
  readonly isLucky?: LuckTest;
  /** Runs the training programs. */
  readonly python: PythonRunner;
  /** Receives progress. */
  readonly onEvent: (event: EvolveEvent) => void;
  /** Stops the round; the same call resumes it later. */
  readonly signal: AbortSignal;
}
