/**
 * llama.cpp, opened when a test file is loaded: a library opened inside a test would count as a leak, because it stays open.
 *
 * @module
 */

import { type LlamaLibrary, openLibrary } from "../library/library.ts";

/** npm's library for the CPU of this platform. */
export const library: LlamaLibrary = await openLibrary();
