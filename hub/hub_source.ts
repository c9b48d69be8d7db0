/**
 * The Hugging Face hub as a source of files.
 *
 * @module
 */
import type { CatalogEntry } from "./catalog.ts";
import type { RemoteFile } from "./transfer.ts";

/**
 * The file of a model on the hub: at `HF_ENDPOINT`, by default huggingface.co, and with the token of `HF_TOKEN` where that is set.
 */
export function hubFile({ repo, revision, file, bytes, sha256 }: CatalogEntry): RemoteFile {
  const endpoint = (Deno.env.get("HF_ENDPOINT") || "https://huggingface.co").replace(/\/+$/, "");
  const token = Deno.env.get("HF_TOKEN");
  return {
    url: `${endpoint}/${repo}/resolve/${encodeURIComponent(revision)}/${file}`,
    headers: token ? { authorization: `Bearer ${token}` } : {},
    bytes,
    sha256,
  };
}
