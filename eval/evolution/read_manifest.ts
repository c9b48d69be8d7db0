/**
 * Manifests of finished rounds as the report reads them: checked by a schema, as files may be of other versions.
 *
 * @module
 */
import { z } from "zod";
import { type RoundManifest, RstarError } from "@rstar/core";

const text = z.string();
const number = z.number();
const counts = z.record(text, number);
const coverage = z.looseObject({
  problems: number,
  solved: number,
  solvedWithoutLuck: number,
  allCorrect: number,
  mixed: number,
  allWrong: number,
  trajectories: number,
  correctTrajectories: number,
});
/** Fields that are no numbers, as the `null` of a value that was not finite, are dropped. */
const evaluation = z.record(text, z.unknown()).transform((fields) =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, number] => typeof field[1] === "number"))
);
const training = z.looseObject({
  curve: z.array(z.looseObject({ step: number, tokens: number, loss: number.nullable() })),
  evaluations: z.array(evaluation),
  examples: number,
  tokens: number,
  seconds: number,
});
const manifest = z.looseObject({
  run: text,
  round: z.int(),
  started: text,
  finished: text,
  seconds: counts,
  recipe: z.unknown(),
  base: text,
  seed: number,
  versions: z.record(text, text),
  inputs: z.record(text, text),
  outputs: z.record(text, text),
  search: z.looseObject({ problems: number, failed: number, trees: number, rollouts: number, tokens: number }),
  coverage: z.looseObject({ round: number, levels: z.record(text, coverage), all: coverage }),
  sft: z.looseObject({
    examples: number,
    problems: number,
    levels: counts,
    dropped: counts,
    meanSteps: number,
    meanQ: number,
  }),
  pairs: z.looseObject({
    stepPairs: number,
    trajectoryPairs: number,
    problems: number,
    byDepth: z.array(number),
    byMargin: z.array(number),
    dropped: counts,
  }),
  suspects: number,
  policy: training,
  ppm: training.nullable(),
});

/**
 * Parses the text of a `manifest.json`. Unknown fields are kept.
 *
 * @param path of the file, for the error
 * @throws {RstarError} `bad_request`: the text is no JSON, or a field is missing or of the wrong type
 */
export function readManifest(text: string, path: string): RoundManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RstarError("bad_request", `Cannot read ${path} as JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = manifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RstarError("bad_request", `Cannot use ${path}: ${issue.path.join(".") || "the whole"}: ${issue.message}`);
}
