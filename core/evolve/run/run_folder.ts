/**
 * Where the files of a run lie.
 *
 * @module
 */
import { readIfThere } from "@rstar/system";
import { RstarError } from "../../errors.ts";
import type { RoundManifest } from "../round_records.ts";

/** The folder of a run, `runs/<name>/`, with one sub-folder a round. */
export class RunFolder {
  /** Path of the folder. */
  readonly path: string;

  /** The folder at `path`, which need not exist yet. */
  constructor(path: string) {
    this.path = path;
  }

  /** The last part of the path. */
  get name(): string {
    return this.path.split(/[\\/]/).findLast((part) => part !== "") ?? this.path;
  }

  /** Path of the problems that every round searches. */
  get problems(): string {
    return `${this.path}/problems.jsonl`;
  }

  /** Path of the run's store. */
  get store(): string {
    return `${this.path}/store.sqlite`;
  }

  /** Path of a round's folder; that of round 0 holds the base. */
  round(round: number): string {
    return `${this.path}/round-${round}`;
  }

  /** The manifest of a round; null where it is not finished. */
  async manifest(round: number): Promise<RoundManifest | null> {
    const text = await readIfThere(`${this.round(round)}/manifest.json`);
    return text === null ? null : JSON.parse(text);
  }

  /** The manifests of the finished rounds, in their order. */
  async finished(): Promise<RoundManifest[]> {
    const manifests: RoundManifest[] = [];
    for (let round = 1;; round++) {
      const manifest = await this.manifest(round);
      if (manifest === null) return manifests;
      manifests.push(manifest);
    }
  }

  /**
   * The manifests of the rounds before `round`.
   *
   * @throws {RstarError} `bad_request` where one of them is not finished
   */
  async manifestsBefore(round: number): Promise<RoundManifest[]> {
    const manifests = (await this.finished()).slice(0, round - 1);
    const missing = manifests.length + 1;
    if (missing < round) {
      const message =
        `Cannot run round ${round} as round ${missing} is not finished: run it first, with --round ${missing}`;
      throw new RstarError("bad_request", message);
    }
    return manifests;
  }
}
