/**
 * Where the files lie that come with the source and are no TypeScript.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** The folder of the embedded model. */
export const EMBEDDED_MODEL: string = fileURLToPath(new URL("../models/rstar-tiny", import.meta.url));

/** The folder of the Python packages. */
export const PYTHON_ROOT: string = fileURLToPath(new URL("../python", import.meta.url));

/** The folders of the grader's code; with the packages of the verifier, they decide its verdicts. */
export const GRADER_FOLDERS: readonly string[] = [
  fileURLToPath(new URL("../core/grade", import.meta.url)),
  fileURLToPath(new URL("../python/grading", import.meta.url)),
];

/** The pinned packages of the verifier's Python. */
export const VERIFIER_REQUIREMENTS: URL = new URL("../python/verifier/requirements.txt", import.meta.url);
