import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { environmentIfReady, programEnvironment } from "@rstar/environment";
import { convert } from "./convert.ts";

const root = fileURLToPath(new URL("../../python", import.meta.url));
const python = await environmentIfReady(programEnvironment(root, "training"));
const ignore = !python;
const skipped = ignore ? " (skipped: deno task train makes its environment)" : "";

/** A folder that goes when it is disposed. */
function temporaryFolder(): { readonly path: string } & Disposable {
  const path = Deno.makeTempDirSync({ prefix: "rstar-convert-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

const HIDDEN = 64, ROWS = 260, LAYERS = 1;

/** A Llama checkpoint of zeros, a sparse file: however wide, it takes no room. */
function writeCheckpoint(folder: string, feedForward: number): string {
  Deno.mkdirSync(folder);
  const square = [HIDDEN, HIDDEN], up = [feedForward, HIDDEN], down = [HIDDEN, feedForward];
  const layer = {
    "self_attn.q_proj": square,
    "self_attn.k_proj": square,
    "self_attn.v_proj": square,
    "self_attn.o_proj": square,
    "mlp.gate_proj": up,
    "mlp.up_proj": up,
    "mlp.down_proj": down,
    "input_layernorm": [HIDDEN],
    "post_attention_layernorm": [HIDDEN],
  };
  const shapes = {
    "model.embed_tokens.weight": [ROWS, HIDDEN],
    "model.norm.weight": [HIDDEN],
    ...Object.fromEntries(Object.entries(layer).map(([name, shape]) => [`model.layers.0.${name}.weight`, shape])),
  };
  let end = 0;
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const start = end;
    end += 2 * shape.reduce((product, size) => product * size);
    return [name, { dtype: "BF16", shape, data_offsets: [start, end] }];
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(tensors)));
  using file = Deno.openSync(`${folder}/model.safetensors`, { write: true, create: true });
  file.writeSync(new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer));
  file.writeSync(header);
  file.truncateSync(8 + header.length + end);
  const write = (name: string, content: unknown) =>
    Deno.writeTextFileSync(`${folder}/${name}`, JSON.stringify(content));
  write("config.json", {
    architectures: ["LlamaForCausalLM"],
    vocab_size: ROWS,
    hidden_size: HIDDEN,
    intermediate_size: feedForward,
    num_hidden_layers: LAYERS,
    num_attention_heads: 4,
    max_position_embeddings: 128,
    tie_word_embeddings: true,
  });
  write("tokenizer_config.json", { eos_token: "</s>", bos_token: "<s>", add_bos_token: true });
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
  const tokens = ["<unk>", "<s>", "</s>", ...bytes, "\u2581"];
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  write("tokenizer.json", {
    added_tokens: tokens.slice(0, 3).map((content, id) => ({ id, content, ...flags })),
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "\u2581" },
        { type: "Replace", pattern: { String: " " }, content: "\u2581" },
      ],
    },
    model: {
      type: "BPE",
      byte_fallback: true,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: [],
    },
  });
  return folder;
}

Deno.test({ name: `convert() writes the file and returns 0${skipped}`, ignore }, async () => {
  using folder = temporaryFolder();
  const checkpoint = writeCheckpoint(`${folder.path}/zeros`, 96);
  const out = `${folder.path}/zeros.gguf`;
  assert.equal(await convert(checkpoint, out, { type: "bf16", name: "all zeros" }), 0);
  assert.match(new TextDecoder().decode(Deno.readFileSync(out)), /^GGUF[^]*general\.name[^]{12}all zeros/);
});

Deno.test("convert() rejects a folder that is no checkpoint, before anything is installed", async () => {
  await assert.rejects(convert("no/such/folder", "x.gguf", { type: "q8_0" }), {
    code: "bad_request",
    message: "Cannot export no/such/folder as it is no checkpoint folder: it has no config.json",
  });
});

Deno.test(
  { name: `convert() rejects what cannot be exported, in the exporter's own words${skipped}`, ignore },
  async () => {
    using folder = temporaryFolder();
    await Deno.writeTextFile(`${folder.path}/config.json`, `{"architectures": ["GPT2LMHeadModel"]}`);
    await assert.rejects(convert(folder.path, `${folder.path}/x.gguf`, { type: "q8_0" }), {
      code: "bad_request",
      message:
        /^Cannot export checkpoint as its architecture is unknown: GPT2LMHeadModel is none of Qwen2ForCausalLM, /,
    });
  },
);

Deno.test({ name: `convert() ends with 130 and leaves no file when interrupted${skipped}`, ignore }, async () => {
  using folder = temporaryFolder();
  const checkpoint = writeCheckpoint(`${folder.path}/wide`, 2_000_000);
  const script = `
    import { convert } from ${JSON.stringify(new URL("./convert.ts", import.meta.url).href)};
    Deno.exit(await convert(${JSON.stringify(checkpoint)}, ${
    JSON.stringify(`${folder.path}/wide.gguf`)
  }, { type: "q8_0" }));`;
  await Deno.writeTextFile(`${folder.path}/script.ts`, script);
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--config", config, `${folder.path}/script.ts`],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    if (!said.includes(" tensors") && (said + text).includes(" tensors")) child.kill("SIGINT");
    said += text;
  }
  assert.equal((await child.status).code, 130, said);
  assert.match(said, /Interrupted: no file was written\.\n$/);
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name).sort(), ["script.ts", "wide"]);
});
