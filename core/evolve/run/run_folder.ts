import { readIfThere } from "@rstar/system";
import { RstarError } from "../../errors.ts";
import type { RoundManifest } from "../round_records.ts";

/** Where the files of a run lie: `runs/<name>/`, with one folder a round. */
export class RunFolder {
  /** The run's folder. */
  readonly path: string;

  /** Nothing is made yet. */
  constructor(path: string) {
    this.path = path;
  }

  /** The run's name. */
  get name(): string {
    return this.path.split(/[\\/]/).findLast((part) => part !== "") ?? this.path;
  }

  /** The problems that every round searches. */
  get problems(): string {
    return `${this.path}/problems.jsonl`;
  }

  /** The journals. */
  get store(): string {
    return `${this.path}/store.sqlite`;
  }

  /** The folder of a round; round 0 holds what the rounds start from. */
  round(round: number): string {
    return `${this.path}/round-${round}`;
  }

  /** What a finished round left; null where it is not finished. */
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
