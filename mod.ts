/**
 * rStar-Math as a library: open a model, start a verifier, search.
 *
 * ```ts ignore
 * import { openModel, PRESETS, pythonEnvironment, PythonVerifier, search } from "./mod.ts";
 *
 * const requirements = new URL("./python/verifier/requirements.txt", import.meta.url);
 * await using model = await openModel("models/rstar-tiny");
 * await using verifier = await PythonVerifier.start({ python: await pythonEnvironment({ name: "verifier", requirements }) });
 * const problems = [{ id: "1", question: "Is 91 prime?" }];
 * for await (const event of search(problems, { policy: model.policy, verifier }, { search: PRESETS.msft })) {
 *   if (event.type === "done") console.log(event.result.choice?.answer);
 * }
 * ```
 *
 * @module
 */
export * from "@rstar/core";
export {
  EngineClient,
  findModel,
  LlamaPolicy,
  LlamaPpm,
  type OpenModel,
  openModel,
  type OpenModelOptions,
} from "@rstar/native";
