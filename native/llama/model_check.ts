/**
 * Checks a model file for what llama.cpp does not check: hyperparameters and vocabularies that would end the process.
 *
 * Not a full check: what llama.cpp itself reports (unknown architecture, missing tensors, wrong shapes) is left to it.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import type { GgufHeader, GgufValue } from "./gguf.ts";

const MAX_LAYERS = 512;
const ROPE_SCALINGS = ["none", "linear", "yarn", "longrope"];
/** Architectures whose keys, values and rotary embedding have one width; others need not. */
const ONE_WIDTH = ["llama", "qwen2", "qwen3"];

/**
 * Rejects a header with which llama.cpp would end the process.
 *
 * @param path the file, for messages
 * @param options.vocabularyOnly whether weights may be missing
 * @throws {PolicyError} `model_invalid`
 */
export function checkModelHeader(
  path: string,
  header: GgufHeader,
  options: { readonly vocabularyOnly: boolean },
): void {
  const { metadata, tensors } = header;
  const invalid = (reason: string) => new PolicyError("model_invalid", `Cannot load ${path} as ${reason}`);
  const architecture = metadata.get("general.architecture");
  if (typeof architecture !== "string" || architecture === "") throw invalid("it does not name its architecture");
  const number = (
    key: string,
    range: { readonly min: number; readonly max: number },
    integer = true,
  ): number | undefined => {
    const value: GgufValue | undefined = metadata.get(`${architecture}.${key}`);
    if (value === undefined || typeof value === "object") return undefined;
    if (
      typeof value === "number" && value >= range.min && value <= range.max && (!integer || Number.isInteger(value))
    ) {
      return value;
    }
    throw invalid(
      `its ${architecture}.${key} is ${JSON.stringify(value)}, not a number from ${range.min} to ${range.max}`,
    );
  };
  const positive = { min: 1, max: 2 ** 31 - 1 };
  number("block_count", { min: 1, max: MAX_LAYERS });
  number("context_length", positive);
  number("attention.layer_norm_rms_epsilon", { min: 0, max: 1 }, false);
  number("attention.layer_norm_epsilon", { min: 0, max: 1 }, false);
  const embedding = number("embedding_length", { min: 1, max: 1 << 24 });
  const heads = number("attention.head_count", { min: 0, max: 1 << 16 });
  const kvHeads = number("attention.head_count_kv", { min: 0, max: 1 << 16 });
  const ropeDimensions = number("rope.dimension_count", { min: 0, max: 1 << 16 });
  if (heads && kvHeads && heads % kvHeads !== 0) {
    throw invalid(`its ${heads} attention heads cannot share ${kvHeads} key-value heads`);
  }
  if (embedding && heads && metadata.get(`${architecture}.attention.key_length`) === undefined) {
    if (embedding % heads !== 0) throw invalid(`its embedding of ${embedding} cannot be split over ${heads} heads`);
  }
  if (ropeDimensions && ropeDimensions % 2 !== 0) {
    throw invalid(`its rotary embedding has ${ropeDimensions} dimensions`);
  }
  const share = embedding && heads && embedding / heads;
  const keys = number("attention.key_length", { min: 0, max: 1 << 16 }) ?? share;
  const values = number("attention.value_length", { min: 0, max: 1 << 16 }) ?? share;
  const widths = [keys, values, ropeDimensions ?? keys];
  if (ONE_WIDTH.includes(architecture) && new Set(widths).size > 1) {
    throw invalid(`its keys, values and rotary embedding have different widths: ${widths.join(", ")}`);
  }
  const scaling = metadata.get(`${architecture}.rope.scaling.type`);
  if (typeof scaling === "string" && !ROPE_SCALINGS.includes(scaling)) {
    throw invalid(
      `its ${architecture}.rope.scaling.type is ${JSON.stringify(scaling)}, not ${ROPE_SCALINGS.join(", ")}`,
    );
  }
  checkTokens(metadata.get("tokenizer.ggml.tokens"), invalid);
  if (options.vocabularyOnly) return;
  if (tensors.length === 0) throw invalid("it holds a vocabulary and no weights");
  const tokens = metadata.get("tokenizer.ggml.tokens");
  if (typeof tokens !== "object") throw invalid("it has no vocabulary");
  const table = tensors.find((tensor) => tensor.name === "token_embd.weight");
  if (table && embedding && (table.dimensions.length !== 2 || table.dimensions[0] !== embedding)) {
    throw invalid(`its token_embd.weight is ${table.dimensions.join(" × ")}, and its embedding_length ${embedding}`);
  }
  if (table && embedding && table.dimensions[1] !== tokens.length) {
    throw invalid(`it has ${tokens.length} tokens and embeddings for ${table.dimensions[1]}`);
  }
}

/** llama.cpp ends the process when two tokens have one name. It reads a name up to its first zero byte, and accepts empty ones. */
function checkTokens(tokens: GgufValue | undefined, invalid: (reason: string) => PolicyError): void {
  if (typeof tokens !== "object") return;
  const seen = new Set<string>();
  for (const name of tokens.strings()) {
    const token = name.split("\0", 1)[0];
    if (token === "") continue;
    if (seen.has(token)) throw invalid(`its vocabulary has the token ${JSON.stringify(token)} twice`);
    seen.add(token);
  }
}
