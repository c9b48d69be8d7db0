/**
 * Makes a model of random weights write steps: each token determines which may follow, by one direction of the residual
 * stream for each place in the step, so strong that the layers add mere noise. Their cost is unchanged; prompts grow, trees
 * branch and prefixes are shared as with a real policy.
 *
 * ```text
 * # is equal of … the:
 * print(7)
 * <end_of_step>
 * ```
 *
 * @module
 */
import type { TensorData } from "@rstar/native/testing";

/** Tokens of each step but the answer step. */
export const STEP_TOKENS = 24;
/** Words of the comment: the places that the rest of the step leaves. */
const WORDS = STEP_TOKENS - 7;
/** Size of a direction in the residual stream, whose other numbers are some tens at most. */
const STRENGTH = 1000;
/** Odds of `<end_of_code>` against `<end_of_step>`: one step in four ends the program. */
const END_OF_CODE_ODDS = 1 / 3;

/** The tokens that may be at one place; no token is at two. */
type Place = readonly string[];

/** Chains of places, in the order in which they are written; the first place of a chain is that of the token before. */
function chains(tokens: readonly string[]): readonly (readonly Place[])[] {
  const words = tokens.filter((token) => /^Ġ[a-z]+$/.test(token));
  const comment = Array.from({ length: WORDS }, (_, place) => words.filter((_, index) => index % WORDS === place));
  const digits = [..."0123456789"];
  const ends = ["<end_of_step>", "<end_of_code>"];
  const step = [["#"], ...comment, [":Ċ"], ["print"], ["("], digits, [")Ċ"], ends];
  const answer = [["Ċ"], ["<answer>"], ["\\"], ["boxed"], ["{"], ["x", "y", "z"], ["}"], ["<end_of_answer>"]];
  const placed = new Set([...step.slice(0, -1), ...answer.slice(0, -1)].flat());
  return [[tokens.filter((token) => !placed.has(token)), ...step], answer];
}

/**
 * Changes a model in q8_0 so that it writes steps: edits its embeddings in place, and adds an output matrix.
 *
 * @param tokens the vocabulary
 * @returns all tensors of the model
 */
export function writingSteps(tensors: readonly TensorData[], tokens: readonly string[]): TensorData[] {
  const embedding = tensors.find(({ name }) => name === "token_embd.weight")!;
  const [width] = embedding.dimensions;
  const output = { ...embedding, name: "output.weight", data: new Uint8Array(embedding.data.byteLength) };
  const rows = new Map(tokens.map((token, row) => [token, row]));
  let direction = 0;
  for (const places of chains(tokens)) {
    for (let index = 0; index + 1 < places.length; index++, direction++) {
      for (const token of places[index]) setNumber(embedding, [rows.get(token)!, direction], STRENGTH);
      for (const token of places[index + 1]) {
        const odds = token === "<end_of_code>" ? END_OF_CODE_ODDS : 1;
        // The final norm scales the direction to √width, which is then the logit of a weight of 1.
        setNumber(output, [rows.get(token)!, direction], 1 + Math.log(odds) / Math.sqrt(width));
      }
    }
  }
  return [...tensors, output];
}

const BLOCK = 32;
const BLOCK_BYTES = 2 + BLOCK;

/** Sets one number of a matrix in q8_0 and the others of its block to 0. */
function setNumber({ data, dimensions }: TensorData, [row, column]: readonly [number, number], value: number): void {
  const index = row * dimensions[0] + column;
  const block = new DataView(data.buffer, data.byteOffset + Math.floor(index / BLOCK) * BLOCK_BYTES, BLOCK_BYTES);
  for (let i = 0; i < BLOCK; i++) block.setInt8(2 + i, i === index % BLOCK ? 127 : 0);
  block.setFloat16(0, value / 127, true);
}
