/**
 * Measurements that resume where they were interrupted, and the JSON Lines that they are kept in.
 *
 * @module
 */
export { measure, type Measurement, measurementName } from "./measure.ts";
export { hashOf, hashOfFiles, type Origin } from "./origin.ts";
export { ResultFile } from "./result_file.ts";
export { parseJsonLines, readJsonLines } from "./json_lines.ts";
