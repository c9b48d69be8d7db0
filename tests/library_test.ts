/**
 * rstar as a library and as an installed command: what the documents show is what runs, also from a folder elsewhere.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The blocks of code in a document, of one language. */
async function codeBlocks(path: string, language: string): Promise<string[]> {
  const text = await Deno.readTextFile(ROOT + path);
  const blocks = text.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].flatMap(([, name, code]) => name === language ? [code] : []);
}

Deno.test("the README's example of the library is the one of mod.ts, which runs as a test", async () => {
  const documented = /^ \* ```ts\n(.*?)^ \* ```$/ms.exec(await Deno.readTextFile(`${ROOT}mod.ts`))![1];
  assert.deepEqual(await codeBlocks("README.md", "ts"), [documented.replaceAll(/^ \* ?/gm, "")]);
});

Deno.test("docs/library.md's project runs in a folder elsewhere", async () => {
  const [config] = await codeBlocks("docs/library.md", "json");
  const [program] = await codeBlocks("docs/library.md", "ts");
  const folder = await Deno.makeTempDir({ prefix: "rstar-library-" });
  try {
    const { links } = JSON.parse(config);
    assert.deepEqual(links, ["/path/to/rstar"]);
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify({ links: [ROOT] }));
    await Deno.writeTextFile(`${folder}/main.ts`, program);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "-A", "--no-prompt", "main.ts"],
      cwd: folder,
    });
    const { code, stdout, stderr } = await child.output();
    const text = new TextDecoder();
    assert.equal(code, 0, text.decode(stderr));
    assert.match(text.decode(stdout), /^5: [1-9]\d* votes, [1-9]\d* tokens\n$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("docs/command-line.md's installation makes a command that works from a folder elsewhere", {
  ignore: Deno.build.os === "windows",
}, async () => {
  const shell = await codeBlocks("docs/command-line.md", "sh");
  const [install] = shell.flatMap((block) => /^deno install (.*)$/m.exec(block)?.[1] ?? []);
  const folder = await Deno.makeTempDir({ prefix: "rstar-install-" });
  const run = async (program: string, args: string[], cwd: string) => {
    const { code, stdout, stderr } = await new Deno.Command(program, { args, cwd }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  };
  try {
    await run(Deno.execPath(), ["install", "--root", folder, ...install.split(" ")], ROOT);
    const { version } = JSON.parse(await Deno.readTextFile(`${ROOT}cli/deno.json`));
    assert.equal(await run(`${folder}/bin/rstar`, ["--version"], folder), `${version}\n`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
