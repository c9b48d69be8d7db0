/**
 * What is fetched: the files of a model, each with the hash that it must have.
 *
 * @module
 */
/** One file of a repository. */
export interface ModelFile {
  /** In the repository. */
  readonly path: string;
  /** Its length. */
  readonly bytes: number;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** Packages of the Python package index that hold a file in parts. */
export interface Wheels {
  /** The version of them all. */
  readonly version: string;
  /** Their names, in the order of the parts. */
  readonly packages: readonly string[];
}

/** A model that a repository has. */
export interface RemoteModel {
  /** What people call it. */
  readonly name: string;
  /** Its repository on the Hugging Face hub. */
  readonly repo: string;
  /** Commit of the repository, or a branch. */
  readonly revision: string;
  /** The GGUF file; of a split model all parts, in their order. */
  readonly files: readonly [ModelFile, ...ModelFile[]];
  /** Packages of the Python package index that hold the bytes of the only file too. */
  readonly wheels?: Wheels;
}

/** The length of all files. */
export function modelBytes({ files }: Pick<RemoteModel, "files">): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
