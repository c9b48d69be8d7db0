/**
 * Opens llama.cpp: finds its shared libraries, checks their release and struct layout, silences the log, loads the backends.
 *
 * A process opens one set of libraries once and keeps it: ggml's registry of backends and the log callback are global.
 *
 * @module
 */

import { PolicyError } from "@rstar/core";
import { type AcceleratorWish, bestAccelerator } from "./accelerator.ts";
import {
  GGML_BASE_SYMBOLS,
  GGML_SYMBOLS,
  LLAMA_SYMBOLS,
  LOG_CALLBACK,
  THREADPOOL_FREE,
  THREADPOOL_NEW,
} from "./symbols.ts";
import { fetchLibraryFolder } from "./npm_package.ts";
import { checkLayout, LOG_LEVEL, OFFSETS, SIZES } from "./structs.ts";

/** The release of llama.cpp that this binding describes. */
export const LLAMA_RELEASE = "0.5.0";

/** Where the libraries come from. */
export interface LibraryOptions {
  /** A folder with llama.cpp's libraries, or the file of libllama in it. Default: npm's prebuilt package of this platform. */
  readonly path?: string;
  /** Which of npm's packages; `auto`: the best for this machine. Ignored where `path` is given. Default `cpu`. */
  readonly accelerator?: AcceleratorWish;
  /** Gets each line that a download prints. */
  readonly onProgress?: (line: string) => void;
}

/** A device that llama.cpp can compute on. */
export interface Device {
  /** Its name in llama.cpp, such as `CPU` or `CUDA0`. */
  readonly name: string;
  /** The maker's name for it. */
  readonly description: string;
  /** `accelerator` also stands for kinds that are newer than this binding. */
  readonly kind: "cpu" | "gpu" | "integrated-gpu" | "accelerator";
  /** Free memory in bytes; 0 where the backend does not report it. */
  readonly freeBytes: number;
  /** Total memory in bytes; 0 where the backend does not report it. */
  readonly totalBytes: number;
}

/** What {@linkcode describeLibrary} reports. */
export interface LibraryDescription {
  /** The folder that the libraries were opened from. */
  readonly folder: string;
  /** The version that the library reports. */
  readonly version: string;
  /** The devices it can compute on, at least one of them a CPU. */
  readonly devices: readonly Device[];
}

let opened: { readonly source: string; readonly library: Promise<LlamaLibrary> } | undefined;

/**
 * Opens llama.cpp, once a process: later calls return the same object.
 *
 * @throws {PolicyError} `library_unavailable`: no package for this platform, no network on first use, no library at `path`,
 * another release, other libraries already open
 */
export function openLibrary(options: LibraryOptions = {}): Promise<LlamaLibrary> {
  const { path, accelerator: wish = "cpu", onProgress } = options;
  const accelerator = wish === "auto" ? bestAccelerator() : wish;
  const source = path ?? `npm ${accelerator}`;
  if (opened && opened.source !== source) {
    return Promise.reject(
      new PolicyError(
        "library_unavailable",
        `Cannot open llama.cpp from ${source} as this process already uses the one from ${opened.source}`,
      ),
    );
  }
  if (opened) return opened.library;
  const folder = path === undefined ? fetchLibraryFolder({ accelerator, onProgress }) : Promise.resolve(path);
  const library = folder.then(findLibrary).then((files) => new LlamaLibrary(files));
  opened = { source, library };
  library.catch(() => opened = undefined);
  return library;
}

/** Opens llama.cpp and reports what was found. Throws what {@linkcode openLibrary} throws. */
export async function describeLibrary(options: LibraryOptions = {}): Promise<LibraryDescription> {
  const { folder, version, devices } = await openLibrary(options);
  return { folder, version, devices };
}

/** The three files of one build of llama.cpp. */
export interface LibraryFiles {
  /** The folder that backends are loaded from. */
  readonly folder: string;
  /** Path of libllama. */
  readonly llama: string;
  /** Path of libggml. */
  readonly ggml: string;
  /** Path of libggml-base. */
  readonly base: string;
}

async function findLibrary(path: string): Promise<LibraryFiles> {
  let folder = path;
  let llama: string | undefined;
  const info = await Deno.stat(folder).catch(() => undefined);
  if (info?.isFile) {
    llama = await Deno.realPath(folder);
    folder = llama.slice(0, Math.max(llama.lastIndexOf("/"), llama.lastIndexOf("\\")));
  } else if (!info) {
    throw new PolicyError("library_unavailable", `Cannot open llama.cpp as nothing is at ${folder}`);
  }
  folder = await Deno.realPath(folder);
  const names = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
  const find = (stem: string): string => {
    const name = pickLibrary(names, stem);
    if (name) return `${folder}/${name}`;
    throw new PolicyError("library_unavailable", `Cannot open llama.cpp as ${folder} holds no lib${stem}`);
  };
  return { folder, llama: llama ?? find("llama"), ggml: find("ggml"), base: find("ggml-base") };
}

/**
 * The file of a library among the names in a folder: for `llama` such as `libllama.so`, `libllama.v0.5.0.so`,
 * `libllama.cuda.v0.5.0.so`, `llama.dll`. The shortest where there are several, which are links to one file.
 */
export function pickLibrary(names: readonly string[], stem: string): string | undefined {
  const pattern = new RegExp(
    `^(?:lib)?${stem}(?:\\.(?:cuda|vulkan|metal))?(?:\\.v?\\d+)*\\.(?:so|dylib|dll)(?:\\.\\d+)*$`,
  );
  return names.filter((name) => pattern.test(name)).sort((a, b) => a.length - b.length)[0];
}

/**
 * llama.cpp's libraries, opened. Made by {@linkcode openLibrary}, never closed.
 *
 * Its symbols take and return raw pointers: {@linkcode LlamaModel} and {@linkcode LlamaContext} are the safe interface.
 */
export class LlamaLibrary implements LibraryDescription {
  readonly folder: string;
  readonly version: string;
  readonly devices: readonly Device[];
  /** The functions of libllama, by their C names. */
  readonly unsafeSymbols: Deno.StaticForeignLibraryInterface<typeof LLAMA_SYMBOLS>;
  readonly #ggml: Deno.StaticForeignLibraryInterface<typeof GGML_SYMBOLS>;
  readonly #base: Deno.StaticForeignLibraryInterface<typeof GGML_BASE_SYMBOLS>;

  /** Opens `files`. Use {@linkcode openLibrary}: a second instance in a process would load the backends again. */
  constructor(files: LibraryFiles) {
    this.folder = files.folder;
    // Without it ggml starts a debugger on the process when an assertion fails.
    Deno.env.set("GGML_NO_BACKTRACE", "1");
    preloadSystemLibraries();
    try {
      this.unsafeSymbols = Deno.dlopen(files.llama, LLAMA_SYMBOLS).symbols;
      this.#ggml = Deno.dlopen(files.ggml, GGML_SYMBOLS).symbols;
      this.#base = Deno.dlopen(files.base, GGML_BASE_SYMBOLS).symbols;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new PolicyError("library_unavailable", `Cannot open llama.cpp at ${files.llama}: ${reason}`, { cause });
    }
    const llama = this.unsafeSymbols;
    llama.llama_log_set(llama.llama_supports_mmap, null);
    this.version = readString(llama.llama_version());
    const release = this.version.replace(/^[^\d]*/, "").split("-")[0];
    if (release !== LLAMA_RELEASE) {
      throw new PolicyError(
        "library_unavailable",
        `Cannot use llama.cpp at ${files.llama} as its version is ${this.version}, and this program is made for ${LLAMA_RELEASE}`,
      );
    }
    const wrong = checkLayout({
      modelParams: llama.llama_model_default_params(),
      contextParams: llama.llama_context_default_params(),
    });
    if (wrong.length > 0) {
      throw new PolicyError(
        "library_unavailable",
        `Cannot use llama.cpp at ${files.llama} as its structs are laid out in another way: ${wrong.join("; ")}`,
      );
    }
    llama.llama_backend_init();
    this.#ggml.ggml_backend_load_all_from_path(cString(files.folder));
    this.devices = this.#listDevices();
    if (!this.devices.some((device) => device.kind === "cpu")) {
      throw new PolicyError(
        "library_unavailable",
        `Cannot use llama.cpp as ${files.folder} has no backend for this CPU`,
      );
    }
  }

  /**
   * Runs `action` and returns its result with the warnings and errors that the library logged meanwhile, one string a
   * message. Not for actions that log from other threads.
   */
  captureLog<T>(action: () => T): { readonly value: T; readonly messages: readonly string[] } {
    const llama = this.unsafeSymbols;
    const messages: string[] = [];
    let kept = false;
    using callback = new DisposableCallback((level, text) => {
      if (level !== LOG_LEVEL.continued) kept = level === LOG_LEVEL.warning || level === LOG_LEVEL.error;
      if (!kept) return;
      if (level === LOG_LEVEL.continued) messages.push((messages.pop() ?? "") + text);
      else messages.push(text);
    });
    llama.llama_log_set(callback.pointer, null);
    try {
      return { value: action(), messages: messages.map((message) => message.trim()).filter(Boolean) };
    } finally {
      llama.llama_log_set(llama.llama_supports_mmap, null);
    }
  }

  /**
   * Makes a pool of threads that sleep between decodes, for {@linkcode LlamaContext}. Without one, llama.cpp starts new
   * threads for each decode, which spin at barriers and starve on a busy machine (p95 of a step: 2 s against 6 ms).
   *
   * @returns the pool, to be freed after the context that uses it; undefined where the backend offers none
   */
  unsafeNewThreadpool(threads: number): { readonly pointer: Deno.PointerObject; free(): void } | undefined {
    const registry = this.#ggml.ggml_backend_reg_by_name(cString("CPU"));
    if (!registry) return undefined;
    const address = <T>(name: string) =>
      this.#base.ggml_backend_reg_get_proc_address(registry, cString(name)) as Deno.PointerObject<T> | null;
    const make = address<typeof THREADPOOL_NEW>("ggml_threadpool_new");
    const free = address<typeof THREADPOOL_FREE>("ggml_threadpool_free");
    if (!make || !free) return undefined;
    const params = new Uint8Array(SIZES.threadpoolParams);
    this.#base.ggml_threadpool_params_init(params, threads);
    new DataView(params.buffer).setUint32(OFFSETS.threadpoolParams.poll, 0, true);
    const pointer = new Deno.UnsafeFnPointer(make, THREADPOOL_NEW).call(params);
    return pointer ? { pointer, free: () => new Deno.UnsafeFnPointer(free, THREADPOOL_FREE).call(pointer) } : undefined;
  }

  #listDevices(): Device[] {
    const kinds = ["cpu", "gpu", "integrated-gpu", "accelerator"] as const;
    return Array.from({ length: Number(this.#ggml.ggml_backend_dev_count()) }, (_, index) => {
      const device = this.#ggml.ggml_backend_dev_get(BigInt(index));
      const free = new BigUint64Array(1), total = new BigUint64Array(1);
      this.#base.ggml_backend_dev_memory(device, free, total);
      return {
        name: readString(this.#base.ggml_backend_dev_name(device)),
        description: readString(this.#base.ggml_backend_dev_description(device)).trim(),
        kind: kinds[this.#base.ggml_backend_dev_type(device)] ?? "accelerator",
        freeBytes: Number(free[0]),
        totalBytes: Number(total[0]),
      };
    });
  }
}

/** `text` as a C string: UTF-8, ended by a zero byte. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}

function readString(pointer: Deno.PointerValue): string {
  return pointer ? Deno.UnsafePointerView.getCString(pointer) : "";
}

class DisposableCallback implements Disposable {
  readonly #callback: Deno.UnsafeCallback<typeof LOG_CALLBACK>;
  constructor(onMessage: (level: number, text: string) => void) {
    this.#callback = new Deno.UnsafeCallback(LOG_CALLBACK, (level, text) => onMessage(level, readString(text)));
  }
  get pointer(): Deno.PointerValue {
    return this.#callback.pointer;
  }
  [Symbol.dispose](): void {
    this.#callback.close();
  }
}

/**
 * Opens the system's own copies of the libraries that the prebuilt ones depend on, by name, before them. The search path of
 * the prebuilt ones ends with an empty entry, which means the current folder: a `libstdc++.so.6` there would be loaded instead.
 */
function preloadSystemLibraries(): void {
  if (Deno.build.os !== "linux") return;
  for (const name of ["libstdc++.so.6", "libgcc_s.so.1", "libm.so.6", "libvulkan.so.1", "libcuda.so.1"]) {
    try {
      Deno.dlopen(name, {});
    } catch {
      // Absent: where it is needed, opening libllama fails with its name.
    }
  }
}
