/**
 * The text of one candidate while its tokens arrive, cut at the first stop string.
 *
 * @module
 */

/** Joins the bytes of tokens to text and finds stop strings in it; characters and stop strings may span tokens. */
export class CandidateText {
  readonly #stops: readonly string[];
  readonly #longestStop: number;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #pushed: Uint8Array[] = [];
  #text = "";

  /** Starts empty; the text ends right after the first of `stops` to be completed. */
  constructor(stops: readonly string[]) {
    this.#stops = stops;
    this.#longestStop = stops.reduce((longest, stop) => Math.max(longest, stop.length), 0);
  }

  /**
   * Adds the bytes of one token.
   *
   * @returns true when a stop string is complete: the text was cut right after it
   */
  push(bytes: Uint8Array): boolean {
    this.#pushed.push(bytes);
    const from = Math.max(0, this.#text.length - this.#longestStop + 1);
    this.#text += this.#decoder.decode(bytes, { stream: true });
    let end = Infinity;
    for (const stop of this.#stops) {
      const found = this.#text.indexOf(stop, from);
      if (found >= 0) end = Math.min(end, found + stop.length);
    }
    if (end === Infinity) return false;
    this.#text = this.#text.slice(0, end);
    return true;
  }

  /** A copy that continues on its own, the bytes of an incomplete character included. The text must not have ended. */
  clone(): CandidateText {
    const copy = new CandidateText(this.#stops);
    for (const bytes of this.#pushed) copy.push(bytes);
    return copy;
  }

  /** Shortens the text to its first `length` characters (UTF-16 units). */
  cut(length: number): void {
    this.#text = this.#text.slice(0, length);
  }

  /** The text so far; a character is left out until its last byte has arrived. */
  get text(): string {
    return this.#text;
  }
}
