/**
 * The tokens of a model: text to token numbers and back.
 *
 * Covered: every tokenizer that llama.cpp v0.5.0 has; the cases of Qwen2, Phi-3 and Llama 3 that its own tests list.
 *
 * @module
 */
import { PolicyError } from "@rstar/core";
import type { LlamaLibrary } from "../library/library.ts";

/** Metadata key of a model file: the Unicode normal form of a text before tokenization, which llama.cpp does not apply. */
export const NORMALIZER_KEY = "rstar.normalizer";

/** A model's tokenizer. Made by {@linkcode LlamaModel}, and valid as long as the model is. */
export class Vocabulary {
  /** How many tokens there are: the length of a row of logits. */
  readonly size: number;
  /** Tokens that end a generation, such as `<|endoftext|>`. */
  readonly endOfGeneration: ReadonlySet<number>;
  /** The token that starts a text, where the model was trained with one. */
  readonly beginOfSequence: number | undefined;
  readonly #library: LlamaLibrary;
  readonly #pointer: Deno.PointerValue;
  readonly #normalForm: "NFC" | undefined;
  readonly #pieces: (Uint8Array | undefined)[];
  #alive = true;
  #ids = new Int32Array(1024);

  /**
   * Reads the size and the special tokens.
   *
   * @param library that loaded the model
   * @param pointer its `struct llama_vocab *`
   * @param normalForm applied to a text first: the file's value of {@linkcode NORMALIZER_KEY}
   */
  constructor(library: LlamaLibrary, pointer: Deno.PointerValue, normalForm?: "NFC") {
    this.#library = library;
    this.#pointer = pointer;
    this.#normalForm = normalForm;
    const llama = library.unsafeSymbols;
    this.size = llama.llama_vocab_n_tokens(pointer);
    const ends = new Set<number>();
    for (let token = 0; token < this.size; token++) if (llama.llama_vocab_is_eog(pointer, token)) ends.add(token);
    this.endOfGeneration = ends;
    const begin = llama.llama_vocab_bos(pointer);
    this.beginOfSequence = llama.llama_vocab_get_add_bos(pointer) && begin >= 0 ? begin : undefined;
    this.#pieces = new Array(this.size);
  }

  /**
   * The tokens of `text`.
   *
   * Nothing is added to the text, except the space that a SentencePiece vocabulary puts in front of it.
   *
   * @param options.special whether names of control tokens in the text, such as `<end_of_step>`, become those tokens. False
   * keeps them plain text, so that a user's text cannot end a step. (Tokens that the model file marks as user-defined, not as
   * control tokens, are recognised in both cases.)
   * @param options.bos whether {@linkcode beginOfSequence} comes first, where the model has it. Default false
   * @throws {PolicyError} `context_exceeded` when the text is too long for llama.cpp; `engine_failed` after the model's disposal
   */
  tokenize(text: string, options: { readonly special: boolean; readonly bos?: boolean }): number[] {
    this.#assertAlive();
    const start = options.bos && this.beginOfSequence !== undefined ? [this.beginOfSequence] : [];
    const bytes = new TextEncoder().encode(this.#normalForm ? text.normalize(this.#normalForm) : text);
    if (bytes.length === 0) return start;
    const count = this.#tokenizeInto(bytes, options.special);
    for (let i = 0; i < count; i++) start.push(this.#ids[i]);
    return start;
  }

  #tokenizeInto(bytes: Uint8Array<ArrayBuffer>, special: boolean): number {
    for (;;) {
      const count = this.#library.unsafeSymbols.llama_tokenize(
        this.#pointer,
        bytes,
        bytes.length,
        this.#ids,
        this.#ids.length,
        false,
        special,
      );
      if (count >= 0) return count;
      if (-count <= this.#ids.length || count === -(2 ** 31)) {
        throw new PolicyError("context_exceeded", `Cannot tokenize a text of ${bytes.length} bytes as it is too long`);
      }
      this.#ids = new Int32Array(-count);
    }
  }

  /**
   * The bytes of a token; those of a control token are its name (`<code>`). A character may be spread over several tokens:
   * decode the bytes of many, not of one. Cached: do not write to the array.
   *
   * @throws {RangeError} when there is no such token
   */
  pieceBytes(token: number): Uint8Array {
    if (!Number.isInteger(token) || token < 0 || token >= this.size) {
      throw new RangeError(`Cannot look up token ${token} as the vocabulary has tokens 0 to ${this.size - 1}`);
    }
    return this.#pieces[token] ??= this.#readPiece(token);
  }

  #readPiece(token: number): Uint8Array {
    this.#assertAlive();
    for (let buffer = new Uint8Array(128);;) {
      const length = this.#library.unsafeSymbols.llama_token_to_piece(
        this.#pointer,
        token,
        buffer,
        buffer.length,
        0,
        true,
      );
      if (length >= 0) return buffer.slice(0, length);
      buffer = new Uint8Array(-length);
    }
  }

  /** The text of `tokens`. Invalid UTF-8 becomes U+FFFD. */
  decode(tokens: Iterable<number>): string {
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let text = "";
    for (const token of tokens) text += decoder.decode(this.pieceBytes(token), { stream: true });
    return text + decoder.decode();
  }

  /** Makes every later use throw. Called by the model, which owns the memory. */
  unsafeRelease(): void {
    this.#alive = false;
  }

  #assertAlive(): void {
    if (!this.#alive) throw new PolicyError("engine_failed", "Cannot use a vocabulary as its model was disposed");
  }
}
