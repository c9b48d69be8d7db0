/**
 * Where a fetched model lies: in the Hugging Face cache, laid out as its own library does, so that other programs find it too.
 *
 * @module
 * @see https://huggingface.co/docs/huggingface_hub/guides/manage-cache
 */
import { dirname } from "node:path";
import { exists, isFile, writeWhole } from "@rstar/system";
import type { ModelFile } from "../naming/remote_model.ts";
import { repositoryName } from "./snapshots.ts";

/** A repository's folder in the cache. */
export class CachedRepository {
  /** Its path; it need not exist. */
  readonly path: string;
  readonly #locks: string;

  /** The repository `org/name` in the cache at `root`. */
  constructor(root: string, repo: string) {
    const name = repositoryName(repo);
    this.path = `${root}/${name}`;
    this.#locks = `${root}/.locks/${name}`;
  }

  /** Where the bytes of a file lie, named by their hash. */
  blob(sha256: string): string {
    return `${this.path}/blobs/${sha256}`;
  }

  /** The file whose lock says who fetches a blob; the library has it there too. */
  lock(sha256: string): string {
    return `${this.#locks}/${sha256}.lock`;
  }

  /** The path of a file in a revision that has it, and of what is asked for; undefined where none does. */
  async find({ path, bytes, sha256 }: ModelFile): Promise<string | undefined> {
    for (const revision of await this.revisions()) {
      const found = `${this.path}/snapshots/${revision}/${path}`;
      const blob = await Deno.readLink(found).then((target) => target.split(/[\\/]/).at(-1), () => undefined);
      if (blob !== undefined && blob !== sha256) continue;
      const size = await Deno.stat(found).then((info) => info.size, () => -1);
      if (size === bytes) return found; // where no links can be made, the file itself lies there
    }
  }

  /** The paths of all these files; undefined where one is missing. */
  async findAll(files: readonly [ModelFile, ...ModelFile[]]): Promise<[string, ...string[]] | undefined> {
    const [first, ...others] = await Promise.all(files.map((file) => this.find(file)));
    if (first === undefined || !others.every((path) => path !== undefined)) return undefined;
    return [first, ...others];
  }

  /** The commits of which files are there, sorted. */
  async revisions(): Promise<string[]> {
    const entries = await Array.fromAsync(Deno.readDir(`${this.path}/snapshots`)).catch(() => []);
    return entries.map(({ name }) => name).sort();
  }

  /**
   * Gives a blob its name in a commit.
   *
   * @returns the file's path
   */
  async publish(commit: string, { path, sha256 }: Pick<ModelFile, "path" | "sha256">): Promise<string> {
    const file = `${this.path}/snapshots/${commit}/${path}`;
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.remove(file).catch(() => {}); // a link to bytes that are gone
    const up = "../".repeat(path.split("/").length + 1);
    await Deno.symlink(`${up}blobs/${sha256}`, file).catch((error) => {
      if (Deno.build.os !== "windows") throw error;
      return Deno.rename(this.blob(sha256), file); // links need a right there that few have
    });
    return file;
  }

  /** Says which commit a branch is at; where `first`, only of a branch that nothing is known of. */
  async setBranch(branch: string, commit: string, { first = false } = {}): Promise<void> {
    const ref = `${this.path}/refs/${branch}`;
    if (first && await exists(ref)) return;
    await Deno.mkdir(dirname(ref), { recursive: true });
    await writeWhole(ref, commit);
  }

  /** Whether the bytes with that hash are there. */
  async hasBlob(sha256: string): Promise<boolean> {
    return await isFile(this.blob(sha256));
  }
}
