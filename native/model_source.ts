/**
 * Finds the files of a model by its name: a folder, a GGUF file, or a repository in the Hugging Face cache.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import { readTextFile, TextError } from "@rstar/system";
import { hubFolder, hubModel } from "./hub_cache.ts";
import { type ModelManifest, parseManifest } from "./model_manifest.ts";

/** The files of a model and its manifest. */
export interface ModelSource {
  /** The policy's GGUF file. */
  readonly policyPath: string;
  /** The PPM's GGUF file, where the model has one. */
  readonly ppmPath?: string;
  /** The content of its `model.json`; for a bare GGUF file only name and path. */
  readonly manifest: ModelManifest;
}

const HUB_REGEXP = /^(?<repo>[\w.-]+\/[\w.-]+?)(?::(?<quant>[\w./-]+))?$/;

/**
 * Finds a model: a folder with `model.json`, a GGUF file, or `org/repo[:quant]` in the Hugging Face cache
 * ({@linkcode hubFolder}).
 *
 * @throws {PolicyError} `model_not_found` when nothing is there; `model_invalid` when its `model.json` cannot be used
 */
export async function findModel(name: string): Promise<ModelSource> {
  const info = await Deno.stat(name).catch(() => null);
  if (info?.isDirectory) return await modelFolder(name);
  if (info) return bareFile(name);
  const hub = HUB_REGEXP.exec(name)?.groups;
  const cached = hub && await hubModel(hub.repo, hub.quant);
  if (cached) return bareFile(cached);
  throw new PolicyError(
    "model_not_found",
    hub
      ? `Cannot find the model as no file or folder is at ${name}, and the Hugging Face cache at ${hubFolder()} has no GGUF ` +
        `file of ${name}: download one with "hf download ${hub.repo} --include *.gguf"`
      : `Cannot find the model as no file or folder is at ${name}: give a folder with model.json, a GGUF file, or org/repo:quant ` +
        'of what "hf download org/repo" has fetched',
  );
}

function bareFile(path: string): ModelSource {
  const name = path.split(/[\\/]/).at(-1)!.replace(/\.gguf$/, "");
  return { policyPath: path, manifest: { name, policy: path } };
}

async function modelFolder(folder: string): Promise<ModelSource> {
  const path = `${folder}/model.json`;
  const text = await readTextFile(path).catch((cause) => {
    if (cause instanceof TextError) throw new PolicyError("model_invalid", cause.message, { cause });
    throw new PolicyError("model_not_found", `Cannot use the folder ${folder} as a model as it holds no model.json`, {
      cause,
    });
  });
  const manifest = parseManifest(text, path);
  const policyPath = `${folder}/${manifest.policy}`;
  return manifest.ppm ? { policyPath, ppmPath: `${folder}/${manifest.ppm}`, manifest } : { policyPath, manifest };
}
