/**
 * llama.cpp's shared libraries: where they come from, what they can compute on, and their functions.
 *
 * @module
 */

// The libraries, opened once a process.
export { describeLibrary, LlamaLibrary, openLibrary } from "./library.ts";
export type { Device, LibraryDescription, LibraryFiles, LibraryOptions } from "./library.ts";
export type { GGML_BASE_SYMBOLS, GGML_SYMBOLS, LLAMA_SYMBOLS } from "./symbols.ts";

// Accelerators: those that can be requested, and those that this machine has.
export { ACCELERATORS, bestAccelerator, probeAccelerators } from "./accelerator.ts";
export type { AcceleratorProbe, AcceleratorWish } from "./accelerator.ts";

// npm's prebuilt packages of the libraries, one a platform and accelerator.
export { packageName } from "./npm_package.ts";
export { type Accelerator, PACKAGE_VERSION } from "./packages.ts";
