/**
 * llama.cpp for tests, opened once a file, at the top: a library opened inside a test counts as a leak, as it stays open.
 *
 * @module
 */

import { type LlamaLibrary, openLibrary } from "../library/library.ts";

/** The library of this platform. */
export const library: LlamaLibrary = await openLibrary();
