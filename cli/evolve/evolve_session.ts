/**
 * The models of one round's search: the policy in this machine's engine or behind a server, the PPM, the verifier.
 *
 * @module
 */
import { type EvolutionRecipe, graderWith, type SearchPorts } from "@rstar/core";
import { BOOTSTRAP_TEMPLATE, type RoundModels, type SearchSession } from "@rstar/core/evolve";
import { openModel, openPpm } from "@rstar/native";
import { OpenAiPolicy, startPolicyServer } from "@rstar/openai";
import { MAX_CONCURRENCY, startVerifier } from "@rstar/solver";
import type { EngineFlags } from "../option.ts";

/** What {@linkcode openEvolveSession} opens models with. */
export interface EvolveSessionOptions extends EngineFlags {
  /** Its `[policy.server]`, if it has one, is the server that samples from the policy. */
  readonly recipe: EvolutionRecipe;
  /** Ends an installation, or the start of a server. */
  readonly signal: AbortSignal;
  /** Receives lines of installers and of the server. */
  readonly onProgress: (line: string) => void;
}

/** Searches at a time on a server, which batches by itself: enough to fill its batches. */
const SERVER_CONCURRENCY = 256;

/**
 * Opens verifier, policy and, where it guides the search, PPM of one round. Dispose the session: all of them end.
 *
 * @throws {RstarError} where one of them cannot be opened; those opened before it have ended then
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
  { recipe, accelerator, llamaLibrary: libraryPath, threads, signal, onProgress }: EvolveSessionOptions,
  opened: AsyncDisposableStack,
): Promise<{ readonly ports: Omit<SearchPorts, "verifier">; readonly concurrency: number }> {
  const engine = { accelerator, libraryPath, onProgress, engine: threads === undefined ? {} : { threads } };
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
