/**
 * The Hugging Face hub as a source of files: at `HF_ENDPOINT`, by default huggingface.co, and with the token of `HF_TOKEN` where
 * that is set.
 *
 * @module
 * @see https://huggingface.co/docs/hub/api
 */
import { z } from "zod";
import { RstarError } from "@rstar/core";
import { ask, type AskOptions } from "./ask.ts";
import { type GgufModel, ggufModels, ofQuant, USUAL_QUANT } from "../naming/gguf_files.ts";
import type { ModelFile, RemoteModel } from "../naming/remote_model.ts";
import type { RemoteFile } from "./transfer.ts";

/** A path that stays in its folder. */
const pathSchema = z.string().regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\\\0]+$/);
const treeSchema = z.array(z.object({
  path: pathSchema,
  lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().positive() }).optional(),
}));
/** Pages of a list of files; the hub puts a thousand on one. */
const MAX_PAGES = 50;

function endpoint(): string {
  return (Deno.env.get("HF_ENDPOINT") || "https://huggingface.co").replace(/\/+$/, "");
}

function authorization(): Record<string, string> {
  const token = Deno.env.get("HF_TOKEN")?.trim();
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** Where the hub has a file of a repository. */
export function hubFile(repo: string, revision: string, { path, bytes, sha256 }: ModelFile): RemoteFile {
  const file = path.split("/").map(encodeURIComponent).join("/");
  const url = `${endpoint()}/${repo}/resolve/${encodeURIComponent(revision)}/${file}`;
  return { url, headers: authorization(), bytes, sha256 };
}

/**
 * Asks the hub for a file without its bytes.
 *
 * @returns the commit that the file is of, where the hub says it
 * @throws {RstarError} `job_failed` where the hub is out of reach, refuses, or has another file of that name
 */
export async function hubCommit(
  { url, headers, sha256 }: RemoteFile,
  options: AskOptions,
): Promise<string | undefined> {
  const head = { ...options, method: "HEAD", redirect: "manual", headers } as const;
  let response = await ask(url, head);
  const moved = response.headers.get("location"); // to storage, or on the hub itself where the repository has another name now
  if (moved?.startsWith("/")) response = await ask(new URL(moved, url).href, head);
  const has = response.headers.get("x-linked-etag")?.replace(/^(?:W\/)?"(.*)"$/, "$1");
  if (has && /^[0-9a-f]{64}$/.test(has) && has !== sha256) {
    throw new RstarError("job_failed", `Cannot fetch ${url} as its SHA-256 there is ${has}, not ${sha256}`);
  }
  const commit = response.headers.get("x-repo-commit");
  return commit !== null && /^[0-9a-f]{40}$/.test(commit) ? commit : undefined;
}

/**
 * Asks the hub for the model of a repository's main revision.
 *
 * @param quant number format as file names have it, or a file's whole name. Default `Q4_K_M`
 * @throws {RstarError} `job_failed` where the hub is out of reach or refuses; `model_not_found` where no model, or not only one, is
 * of that format
 */
export async function hubRepository(repo: string, quant?: string, options: AskOptions = {}): Promise<RemoteModel> {
  const files = await filesOf(repo, options);
  const models = ggufModels([...files.keys()].sort());
  const found = chosen(models, quant ?? USUAL_QUANT);
  const cannot = (reason: string) =>
    new RstarError("model_not_found", `Cannot fetch ${repo}:${quant ?? USUAL_QUANT} as ${reason}`);
  if (models.length === 0) throw cannot("the repository has no GGUF file");
  if (found.length !== 1) {
    const names = models.map(({ files: [first] }) => first).join(", ");
    throw cannot(`${found.length === 0 ? "no file" : `not one file but ${found.length}`} of ${names} is called so`);
  }
  const [{ files: [first, ...others], missing }] = found;
  if (missing > 0) throw cannot(`${missing} of its parts are missing`);
  const name = `hf:${repo}${quant === undefined ? "" : `:${quant}`}`;
  const fileOf = (path: string) => files.get(path)!;
  return { name, repo, revision: "main", files: [fileOf(first), ...others.map(fileOf)] };
}

/** The models that a format may mean: the one whose whole name it is, else all that have it in their names. */
function chosen(models: readonly GgufModel[], quant: string): readonly GgufModel[] {
  const whole = models.filter(({ files }) => files.some((path) => path === quant || path === `${quant}.gguf`));
  return whole.length > 0 ? whole : ofQuant(models, quant);
}

/** The big files of a repository by their paths. */
async function filesOf(repo: string, options: AskOptions): Promise<Map<string, ModelFile>> {
  const files = new Map<string, ModelFile>();
  let url: string | undefined = `${endpoint()}/api/models/${repo}/tree/main?recursive=true`;
  for (let page = 0; url !== undefined && page < MAX_PAGES; page++) {
    const response = await ask(url, { ...options, headers: authorization() });
    const tree = treeSchema.safeParse(await response.json().catch(() => null));
    if (!tree.success) throw new RstarError("job_failed", `Cannot fetch ${url} as it does not answer as the hub does`);
    for (const { path, lfs } of tree.data) {
      if (lfs) files.set(path, { path, bytes: lfs.size, sha256: lfs.oid });
    }
    const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    url = next && new URL(next, url).href;
    if (url && new URL(url).origin !== new URL(endpoint()).origin) url = undefined; // the token is not for others
  }
  return files;
}
