import { type EvolutionRecipe, graderWith, type SearchPorts } from "@rstar/core";
import { BOOTSTRAP_TEMPLATE, type RoundModels, type SearchSession } from "@rstar/core/evolve";
import { openModel, openPpm } from "@rstar/native";
import { OpenAiPolicy, startPolicyServer } from "@rstar/openai";
import { defaultThreads, MAX_CONCURRENCY, startVerifier } from "@rstar/solver";
import type { EngineFlags } from "../option.ts";

/** What the searches of an evolution run on. */
export interface EvolveSessionOptions extends EngineFlags {
  /** Says whether a server of its own samples from the policy. */
  readonly recipe: EvolutionRecipe;
  /** Ends what is being installed or started. */
  readonly signal: AbortSignal;
  /** Is told what is being installed, a line at a time. */
  readonly onProgress: (line: string) => void;
}

/** A server batches by itself; this keeps it full. */
const SERVER_CONCURRENCY = 256;

/**
 * Opens verifier, policy and, where it guides, PPM for the search of one round.
 *
 * @throws {RstarError} what makes one of them unusable
 */
export async function openEvolveSession(models: RoundModels, options: EvolveSessionOptions): Promise<SearchSession> {
  await using opened = new AsyncDisposableStack();
  const verifier = opened.use(await startVerifier(options));
  const { ports, concurrency } = await openPorts(models, options, opened);
  const session = opened.move();
  return {
    ports: { ...ports, verifier },
    grade: graderWith(verifier),
    concurrency,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

async function openPorts(
  { folder, checkpoint, ppm: isGuided, bootstrap }: RoundModels,
  { recipe, accelerator, llamaLibrary: libraryPath, threads: given, signal, onProgress }: EvolveSessionOptions,
  opened: AsyncDisposableStack,
): Promise<{ readonly ports: Omit<SearchPorts, "verifier">; readonly concurrency: number }> {
  const threads = given ?? defaultThreads();
  const engine = { accelerator, libraryPath, onProgress, engine: { threads } };
  if (bootstrap === undefined && recipe.policy.server === undefined) {
    const { policy, ppm } = opened.use(await openModel(folder, { ...engine, ...(isGuided ? {} : { ppm: false }) }));
    return { ports: { policy, ...(ppm && { ppm }) }, concurrency: MAX_CONCURRENCY };
  }
  const guide = isGuided ? { ppm: opened.use(await openPpm(folder, engine)).ppm } : {};
  if (bootstrap !== undefined && !/^https?:/.test(bootstrap)) {
    const { policy } = opened.use(await openModel(bootstrap, { ...engine, ppm: false, template: BOOTSTRAP_TEMPLATE }));
    return { ports: { policy, ...guide }, concurrency: MAX_CONCURRENCY };
  }
  const served = bootstrap ??
    opened.use(await startPolicyServer({ ...recipe.policy.server!, model: checkpoint, onLine: onProgress, signal }))
      .url;
  const template = bootstrap === undefined ? templateOf(recipe) : BOOTSTRAP_TEMPLATE;
  const policy = await OpenAiPolicy.connect({ url: served, template, concurrency: SERVER_CONCURRENCY }, { signal });
  return { ports: { policy, ...guide }, concurrency: SERVER_CONCURRENCY };
}

function templateOf({ model: { template } }: EvolutionRecipe): string | undefined {
  return typeof template === "string" ? template : undefined;
}
