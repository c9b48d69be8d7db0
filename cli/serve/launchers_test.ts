import assert from "node:assert/strict";
import { watchLaunchers } from "./launchers.ts";

const LINUX = Deno.build.os === "linux";
const SKIPPED = LINUX ? "" : " (skipped: this is no Linux)";
const LEAF = `
  import { watchLaunchers } from ${JSON.stringify(import.meta.resolve("./launchers.ts"))};
  watchLaunchers().gone.addEventListener("abort", () => { console.log("gone"); Deno.exit(); });
  setTimeout(() => { console.log("still here"); Deno.exit(); }, 3_000);
  console.log("watching");
`;

/** What a process prints whose chain of ancestors, `top → sh → Deno`, loses its top. */
async function printedBelow(top: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/leaf.ts`, LEAF);
  const leaf = `${Deno.execPath()} run -A --quiet ${folder}/leaf.ts`;
  const chain = new Deno.Command("bash", {
    args: ["-c", `exec -a ${top} bash -c "sh -c '${leaf}; true'; true"`],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let printed = "";
  for await (const text of chain.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (text.includes("watching")) chain.kill("SIGTERM");
  }
  await chain.status;
  await Deno.remove(folder, { recursive: true });
  return printed;
}

Deno.test({
  name: `watchLaunchers() notices that npx has ended, two processes above${SKIPPED}`,
  ignore: !LINUX,
  fn: async () => assert.equal(await printedBelow("npx"), "watching\ngone\n"),
});

Deno.test({
  name: `watchLaunchers() lets a process outlive a shell or script that started it${SKIPPED}`,
  ignore: !LINUX,
  fn: async () => assert.equal(await printedBelow("start-server"), "watching\nstill here\n"),
});

Deno.test("watchLaunchers() has nothing to say of a process that no launcher started, and ends when disposed", () => {
  using launchers = watchLaunchers(1);
  assert.equal(launchers.gone.aborted, false);
});
