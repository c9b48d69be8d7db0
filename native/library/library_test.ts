import assert from "node:assert/strict";
import { PolicyError } from "@rstar/core";
import { describeLibrary, LLAMA_RELEASE, openLibrary, pickLibrary } from "./library.ts";
import { library } from "../testing/library.ts";
import { runScript } from "../testing/run_script.ts";

const onLinux = Deno.build.os === "linux";

function isUnavailable(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof PolicyError && error.code === "library_unavailable" && pattern.test(error.message);
}

Deno.test("openLibrary() opens the release this binding is made for, once a process", async () => {
  assert.equal(await openLibrary(), library);
  assert.ok(library.version.startsWith(LLAMA_RELEASE), library.version);
});

Deno.test("openLibrary() refuses a second set of libraries", async () => {
  await assert.rejects(openLibrary({ path: "/nowhere" }), isUnavailable(/already uses/));
});

Deno.test("describeLibrary() lists what can compute, the CPU among it", async () => {
  const { folder, version, devices } = await describeLibrary();
  assert.equal(version, library.version);
  assert.ok((await Deno.stat(folder)).isDirectory);
  const cpu = devices.find((device) => device.kind === "cpu");
  assert.ok(cpu && cpu.description !== "" && cpu.totalBytes > 0, JSON.stringify(devices));
});

Deno.test("LlamaLibrary.captureLog() returns errors and the action's result, and silences again", () => {
  const params = library.unsafeSymbols.llama_model_default_params();
  const missing = new TextEncoder().encode("/no/such/file.gguf\0");
  const { value, messages } = library.captureLog(() =>
    library.unsafeSymbols.llama_model_load_from_file(missing, params)
  );
  assert.equal(value, null);
  assert.ok(messages.some((message) => message.includes("/no/such/file.gguf")), messages.join("\n"));
  assert.throws(() =>
    library.captureLog(() => {
      throw new RangeError("passes through");
    }), /passes through/);
});

Deno.test("pickLibrary() recognises the file names of all builds", () => {
  const others = [
    "libggml-cpu-zen4.so",
    "libggml-vulkan.so",
    "libggml-cuda.so",
    "libllama-common.so",
    "llama-addon.node",
  ];
  const builds = [
    { llama: "libllama.v0.5.0.so", ggml: "libggml.v0.5.0.so", "ggml-base": "libggml-base.so" },
    { llama: "libllama.vulkan.v0.5.0.so", ggml: "libggml.vulkan.v0.5.0.so", "ggml-base": "libggml-base.so" },
    { llama: "libllama.cuda.v0.5.0.so", ggml: "libggml.cuda.v0.5.0.so", "ggml-base": "libggml-base.so" },
    { llama: "libllama.so", ggml: "libggml.so", "ggml-base": "libggml-base.so" },
    { llama: "libllama.so.0.5.0", ggml: "libggml.so.0", "ggml-base": "libggml-base.so.0" },
    { llama: "libllama.dylib", ggml: "libggml.dylib", "ggml-base": "libggml-base.dylib" },
    { llama: "llama.dll", ggml: "ggml.dll", "ggml-base": "ggml-base.dll" },
  ];
  for (const build of builds) {
    const names = [...others, ...Object.values(build)];
    for (const [stem, name] of Object.entries(build)) assert.equal(pickLibrary(names, stem), name);
  }
  assert.equal(pickLibrary(["libllama.so.0.5.0", "libllama.so", "libllama.so.0"], "llama"), "libllama.so");
  assert.equal(pickLibrary(others, "llama"), undefined);
});

Deno.test("openLibrary({ path }) accepts the folder and the file, and leaves no output", async () => {
  const file = pickLibrary([...Deno.readDirSync(library.folder)].map(({ name }) => name), "llama");
  assert.ok(file);
  for (const path of [library.folder, `${library.folder}/${file}`]) {
    const { code, stdout, stderr } = await runScript(
      `console.log((await describeLibrary({ path: ${JSON.stringify(path)} })).folder);`,
    );
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: library.folder, stderr: "" });
  }
});

Deno.test("openLibrary({ path }) names what is wrong with a path", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/empty`);
    await Deno.mkdir(`${folder}/garbage`);
    for (const name of ["libllama.so", "libggml.so", "libggml-base.so"]) {
      await Deno.writeTextFile(`${folder}/garbage/${name}`, "no library");
    }
    const { stdout } = await runScript(`for (const path of ["none", "empty", "garbage"]) {
      await openLibrary({ path: ${JSON.stringify(folder)} + "/" + path }).catch((e) => console.log(e.code, e.message));
    }`);
    const [none, empty, garbage] = stdout.split("\n");
    assert.match(none, /^library_unavailable .*nothing is at .*none$/);
    assert.match(empty, /^library_unavailable .*holds no libllama$/);
    assert.match(garbage, /^library_unavailable .*garbage\/libllama\.so/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "openLibrary() does not load a libstdc++ that lies in the current folder",
  ignore: !onLinux,
  fn: async () => {
    const cwd = await Deno.makeTempDir();
    try {
      // Another library under that name: where it is loaded, symbols are missing and opening fails.
      await Deno.copyFile(`${library.folder}/libggml-base.so`, `${cwd}/libstdc++.so.6`);
      const { code, stdout, stderr } = await runScript(
        `await openLibrary({ path: ${JSON.stringify(library.folder)} });
        const maps = Deno.readTextFileSync("/proc/self/maps").split("\\n").filter((line) => line.includes("libstdc++"));
        console.log([...new Set(maps.map((line) => line.split(" ").at(-1)))].join(" "));`,
        { cwd },
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^\/\S*libstdc\+\+\.so\.6\S*$/);
      assert.ok(!stdout.includes(cwd), stdout);
    } finally {
      await Deno.remove(cwd, { recursive: true });
    }
  },
});

Deno.test({
  name: "openLibrary() keeps ggml from starting a debugger when an assertion fails",
  ignore: !onLinux,
  fn: async () => {
    const bin = await Deno.makeTempDir();
    try {
      for (const name of ["gdb", "lldb"]) {
        await Deno.writeTextFile(`${bin}/${name}`, "#!/bin/sh\necho started a debugger\n", { mode: 0o755 });
      }
      const { code, stdout, stderr } = await runScript(
        `const library = await openLibrary({ path: ${JSON.stringify(library.folder)} });
        Deno.dlopen(library.folder + "/libggml-base.so", {
          ggml_abort: { parameters: ["buffer", "i32", "buffer"], result: "void" },
        }).symbols.ggml_abort(new Uint8Array([97, 0]), 1, new Uint8Array([98, 0]));`,
        { env: { PATH: `${bin}:${Deno.env.get("PATH")}` } },
      );
      assert.notEqual(code, 0);
      assert.ok(!(stdout + stderr).includes("debugger"), stdout + stderr);
    } finally {
      await Deno.remove(bin, { recursive: true });
    }
  },
});
