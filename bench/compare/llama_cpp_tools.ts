/**
 * llama.cpp's own programs, built from the sources in npm's node-llama-cpp and run with the same prebuilt libraries as the
 * engine, so that compilers are not compared. Linux only; needs git, CMake and a C++ compiler.
 *
 * @module
 */
import { exists } from "@rstar/system";
import { nodeLlamaCppPackage, runTool } from "./node_llama_cpp_package.ts";

const TOOLS = ["llama-batched-bench", "llama-server"] as const;

/** The paths of the programs, by name. */
export type LlamaCppTools = Readonly<Record<typeof TOOLS[number], string>>;

const CMAKE_FLAGS = [
  "CMAKE_BUILD_TYPE=Release",
  "BUILD_SHARED_LIBS=ON",
  "CMAKE_BUILD_WITH_INSTALL_RPATH=ON",
  "CMAKE_INSTALL_RPATH=$ORIGIN",
  "GGML_BACKEND_DL=ON",
  "GGML_NATIVE=OFF",
  "GGML_OPENMP=OFF",
  "LLAMA_BUILD_UI=OFF",
  "LLAMA_USE_PREBUILT_UI=OFF",
  "LLAMA_OPENSSL=OFF",
  "LLAMA_BUILD_TESTS=OFF",
  "LLAMA_BUILD_EXAMPLES=OFF",
];

/**
 * Builds the programs unless they are there, which takes 5 to 15 minutes on two cores.
 *
 * @throws {Error} a tool is missing or fails
 */
export async function llamaCppTools(): Promise<LlamaCppTools> {
  const { root, sources, libraries } = await nodeLlamaCppPackage();
  const bin = `${root}/bin`;
  if (!await exists(bin)) {
    const [clone, build] = [`${root}/llama.cpp`, `${root}/build`];
    if (!await exists(clone)) await runTool("git", ["clone", "--quiet", sources, clone], root);
    await runTool("cmake", ["-S", clone, "-B", build, ...CMAKE_FLAGS.map((flag) => `-D${flag}`)], root);
    const jobs = String(navigator.hardwareConcurrency);
    await runTool("cmake", ["--build", build, "--parallel", jobs, "--target", ...TOOLS], root);
    await usePrebuilt(`${build}/bin`, libraries);
    await Deno.rename(`${build}/bin`, bin);
  }
  return Object.fromEntries(TOOLS.map((name) => [name, `${bin}/${name}`])) as LlamaCppTools;
}

/** Replaces the built libraries, whatever version their names end with, by links to the prebuilt ones. */
async function usePrebuilt(folder: string, libraries: string): Promise<void> {
  const built = [...Deno.readDirSync(folder)].map(({ name }) => name);
  for (const { name: prebuilt } of Deno.readDirSync(libraries)) {
    const [, library] = /^(libggml(?:-base|-cpu-\w+)?|libllama)(?:\.v[\d.]+)?\.so$/.exec(prebuilt) ?? [];
    if (library === undefined) continue;
    const replaced = built.filter((name) => new RegExp(`^${library}\\.so(\\.\\d+)*$`).test(name));
    for (const name of new Set([...replaced, prebuilt])) {
      await Deno.remove(`${folder}/${name}`).catch(() => {});
      await Deno.symlink(`${libraries}/${prebuilt}`, `${folder}/${name}`);
    }
  }
}
