/**
 * The packages of the clients: those of Python in an environment of ours, those of npm in Deno's cache.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { environmentIfReady, pythonEnvironment } from "@rstar/environment";

/** Vercel's AI SDK, and its provider for servers with the OpenAI API. */
export const AI_SDK = ["npm:ai@6.0.326", "npm:@ai-sdk/openai-compatible@2.0.92"] as const;

/** This folder. */
export const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** `deno run` of a script with the packages of {@linkcode AI_SDK}, written by `deno cache --lock=ai_sdk.lock`. */
export const RUN_AI_SDK = [
  ...["run", "--quiet", "-A", "--no-prompt", "--no-config", "--node-modules-dir=none"],
  ...[`--lock=${FOLDER}ai_sdk.lock`, "--frozen"],
] as const;

const PYTHON = { name: "clients", requirements: `${FOLDER}requirements.txt` };

/** The Python that has the clients; `undefined` where it, or the AI SDK, is not installed. Installs nothing. */
export async function clientsIfReady(): Promise<string | undefined> {
  const python = await environmentIfReady(PYTHON).catch(() => undefined);
  return python !== undefined && await loadsAiSdk("--cached-only") ? python : undefined;
}

/** Installs what is missing: 500 MB of Python packages, 26 MB of npm's. */
export async function installClients(): Promise<void> {
  await pythonEnvironment({ ...PYTHON, onProgress: console.error });
  if (!await loadsAiSdk()) throw new Error(`Cannot install the AI SDK as ${AI_SDK.join(" and ")} cannot be loaded`);
}

async function loadsAiSdk(...flags: string[]): Promise<boolean> {
  const args = [...RUN_AI_SDK, ...flags, `${FOLDER}ai_sdk.ts`, ...AI_SDK];
  return (await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output()).success;
}
