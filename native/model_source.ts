/**
 * Finds the files of a model by its name: a folder, a GGUF file, or a name of the catalogue or a repository in the Hugging Face
 * cache.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import { cachedModel, CachedRepository, hubFolder, type ModelName, parseModelName } from "@rstar/hub";
import { readTextFile, systemReason, TextError } from "@rstar/system";
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

/** More than any `model.json` has. */
const MAX_MANIFEST_BYTES = 1 << 20;

/**
 * Finds a model: a folder with `model.json`, a GGUF file, or in the Hugging Face cache ({@linkcode hubFolder}) a name of the
 * catalogue or `hf:org/repo[:quant]`, where `hf:` may be left out.
 *
 * @throws {PolicyError} `model_not_found` when nothing is there; `model_invalid` when its `model.json` cannot be used
 */
export async function findModel(name: string): Promise<ModelSource> {
  const info = await Deno.stat(name).catch(() => null);
  if (info?.isDirectory) return await modelFolder(name);
  if (info) return bareFile(name);
  const known = parseModelName(name);
  const cached = known && await cachedFile(known);
  if (cached) return bareFile(cached, "entry" in known ? known.entry.name : undefined);
  throw new PolicyError(
    "model_not_found",
    known
      ? `Cannot find the model as no file or folder is at ${name}, and the Hugging Face cache at ${hubFolder()} does not have ` +
        `it: fetch it with "deno task pull ${name}"`
      : `Cannot find the model as no file or folder is at ${name}: give a folder with model.json, a GGUF file, ` +
        'hf:org/repo:quant, or a name that "deno task models" lists',
  );
}

async function cachedFile(name: ModelName): Promise<string | undefined> {
  if ("hub" in name) return await cachedModel(name.hub);
  const { repo, files } = name.entry;
  return (await new CachedRepository(hubFolder(), repo).findAll(files))?.[0];
}

/** A file that no folder describes; its name is that of the catalogue, else the file's. */
function bareFile(path: string, known?: string): ModelSource {
  const name = known ?? path.split(/[\\/]/).at(-1)!.replace(/\.gguf$/, "");
  return { policyPath: path, manifest: { name, policy: path } };
}

async function modelFolder(folder: string): Promise<ModelSource> {
  const path = `${folder}/model.json`;
  const manifest = parseManifest(await manifestText(folder, path), path);
  const policyPath = `${folder}/${manifest.policy}`;
  return manifest.ppm ? { policyPath, ppmPath: `${folder}/${manifest.ppm}`, manifest } : { policyPath, manifest };
}

async function manifestText(folder: string, path: string): Promise<string> {
  try {
    const { isFile, size } = await Deno.stat(path);
    if (isFile && size <= MAX_MANIFEST_BYTES) return await readTextFile(path);
    const reason = isFile ? `it has ${size} bytes` : "it is not a file"; // reading a pipe or a device might never end
    throw new PolicyError("model_invalid", `Cannot read ${path} as ${reason}`);
  } catch (cause) {
    if (cause instanceof PolicyError) throw cause;
    if (cause instanceof TextError) throw new PolicyError("model_invalid", cause.message, { cause });
    const reason = cause instanceof Deno.errors.NotFound
      ? "it holds no model.json"
      : `its model.json cannot be read: ${systemReason(cause) ?? cause}`;
    throw new PolicyError("model_not_found", `Cannot use the folder ${folder} as a model as ${reason}`, { cause });
  }
}
