/**
 * The C structs of llama.cpp v0.5.0 that cross the FFI by value, and where their members lie.
 *
 * Each struct is described with its real member types, so that libffi inserts the padding and picks the registers. Members
 * are read and written by offset in the buffer that `*_default_params()` returned: members that this file does not name keep
 * the library's default. {@linkcode checkLayout} compares the offsets with values that the library itself wrote.
 *
 * Covered: x86-64 and arm64, where `int` is 4 bytes and pointers are 8. Not covered: 32-bit platforms.
 *
 * @module
 */

/** `struct llama_model_params`, 80 bytes. */
export const MODEL_PARAMS = {
  struct: [
    "pointer", // ggml_backend_dev_t * devices
    "pointer", // const struct llama_model_tensor_buft_override * tensor_buft_overrides
    "i32", // int32_t n_gpu_layers
    "i32", // enum llama_split_mode split_mode
    "i32", // enum llama_load_mode load_mode
    "i32", // enum llama_lazy_mode lazy_mode
    "i32", // int32_t main_gpu
    "pointer", // const float * tensor_split
    "pointer", // llama_progress_callback progress_callback
    "pointer", // void * progress_callback_user_data
    "pointer", // const struct llama_model_kv_override * kv_overrides
    "bool", // bool vocab_only
    "bool", // bool check_tensors
    "bool", // bool use_extra_bufts
    "bool", // bool no_host
    "bool", // bool no_alloc
    "bool", // bool load_mtp
  ],
} as const;

/** `struct llama_context_params`, 160 bytes. */
export const CONTEXT_PARAMS = {
  struct: [
    "u32", // uint32_t n_ctx
    "u32", // uint32_t n_batch
    "u32", // uint32_t n_ubatch
    "u32", // uint32_t n_seq_max
    "u32", // uint32_t n_rs_seq
    "u32", // uint32_t n_outputs_max
    "u32", // uint32_t n_outputs_max_per_seq
    "i32", // int32_t n_threads
    "i32", // int32_t n_threads_batch
    "i32", // enum llama_context_type ctx_type
    "i32", // enum llama_rope_scaling_type rope_scaling_type
    "i32", // enum llama_pooling_type pooling_type
    "i32", // enum llama_attention_type attention_type
    "i32", // enum llama_flash_attn_type flash_attn_type
    "f32", // float rope_freq_base
    "f32", // float rope_freq_scale
    "f32", // float yarn_ext_factor
    "f32", // float yarn_attn_factor
    "f32", // float yarn_beta_fast
    "f32", // float yarn_beta_slow
    "u32", // uint32_t yarn_orig_ctx
    "f32", // float defrag_thold
    "pointer", // ggml_backend_sched_eval_callback cb_eval
    "pointer", // void * cb_eval_user_data
    "i32", // enum ggml_type type_k
    "i32", // enum ggml_type type_v
    "pointer", // ggml_abort_callback abort_callback
    "pointer", // void * abort_callback_data
    "bool", // bool embeddings
    "bool", // bool offload_kqv
    "bool", // bool no_perf
    "bool", // bool op_offload
    "bool", // bool swa_full
    "bool", // bool kv_unified
    "pointer", // struct llama_sampler_seq_config * samplers
    "usize", // size_t n_samplers
    "pointer", // struct llama_context * ctx_other
  ],
} as const;

/** `struct llama_batch`, 56 bytes. */
export const BATCH = {
  struct: [
    "i32", // int32_t n_tokens
    "pointer", // llama_token * token
    "pointer", // float * embd
    "pointer", // llama_pos * pos
    "pointer", // int32_t * n_seq_id
    "pointer", // llama_seq_id ** seq_id
    "pointer", // int8_t * logits
  ],
} as const;

/** Sizes of the structs in bytes. */
export const SIZES = { modelParams: 80, contextParams: 160, batch: 56, threadpoolParams: 528 } as const;

/** Offsets in bytes of the members that are written or checked. */
export const OFFSETS = {
  modelParams: {
    gpuLayers: 16,
    splitMode: 20,
    loadMode: 24,
    mainGpu: 32,
    vocabOnly: 72,
    checkTensors: 73,
    useExtraBufts: 74,
  },
  contextParams: {
    contextTokens: 0,
    batchTokens: 4,
    ubatchTokens: 8,
    sequences: 12,
    threads: 28,
    threadsBatch: 32,
    ropeScaling: 40,
    pooling: 44,
    attention: 48,
    flashAttention: 52,
    yarnExtFactor: 64,
    typeK: 104,
    typeV: 108,
    embeddings: 128,
    offloadKqv: 129,
    noPerf: 130,
    opOffload: 131,
    kvUnified: 133,
  },
  batch: { length: 0, tokens: 8, embeddings: 16, positions: 24, sequenceCounts: 32, sequences: 40, outputs: 48 },
  /** `struct ggml_threadpool_params`: `bool cpumask[512]`, then these. */
  threadpoolParams: { threads: 512, priority: 516, poll: 520, strictCpu: 524, paused: 525 },
} as const;

/** Members of `enum ggml_type`: the number formats of the KV cache. */
export const GGML_TYPE = { f32: 0, f16: 1 } as const;

/** Members of `enum ggml_log_level`: those that report why something failed, and the one that continues a message. */
export const LOG_LEVEL = { warning: 3, error: 4, continued: 5 } as const;

/**
 * Compares the layout above with parameter buffers that the library filled with its defaults.
 *
 * @param defaults what `llama_model_default_params()` and `llama_context_default_params()` returned
 * @returns one sentence a difference; none where the layout fits
 */
export function checkLayout(
  defaults: { readonly modelParams: Uint8Array; readonly contextParams: Uint8Array },
): string[] {
  const wrong: string[] = [];
  const expect = (member: string, actual: number, expected: readonly number[]) => {
    if (!expected.includes(actual)) wrong.push(`${member} is ${actual}, expected ${expected.join(" or ")}`);
  };
  const model = new DataView(defaults.modelParams.buffer, defaults.modelParams.byteOffset, defaults.modelParams.length);
  const context = new DataView(
    defaults.contextParams.buffer,
    defaults.contextParams.byteOffset,
    defaults.contextParams.length,
  );
  expect("sizeof(llama_model_params)", model.byteLength, [SIZES.modelParams]);
  expect("sizeof(llama_context_params)", context.byteLength, [SIZES.contextParams]);
  if (wrong.length > 0) return wrong;
  const m = OFFSETS.modelParams;
  expect("n_gpu_layers", model.getInt32(m.gpuLayers, true), [-1, 0, 99, 999]);
  expect("split_mode", model.getInt32(m.splitMode, true), [1]);
  expect("load_mode", model.getInt32(m.loadMode, true), [-1, 1]);
  expect("main_gpu", model.getInt32(m.mainGpu, true), [0]);
  expect("vocab_only", model.getUint8(m.vocabOnly), [0]);
  expect("check_tensors", model.getUint8(m.checkTensors), [0]);
  expect("use_extra_bufts", model.getUint8(m.useExtraBufts), [1]);
  const c = OFFSETS.contextParams;
  expect("n_ctx", context.getUint32(c.contextTokens, true), [512]);
  expect("n_batch", context.getUint32(c.batchTokens, true), [2048]);
  expect("n_ubatch", context.getUint32(c.ubatchTokens, true), [512]);
  expect("n_seq_max", context.getUint32(c.sequences, true), [1]);
  expect("n_threads", context.getInt32(c.threads, true), [4]);
  expect("n_threads_batch", context.getInt32(c.threadsBatch, true), [4]);
  expect("rope_scaling_type", context.getInt32(c.ropeScaling, true), [-1]);
  expect("pooling_type", context.getInt32(c.pooling, true), [-1]);
  expect("attention_type", context.getInt32(c.attention, true), [-1]);
  expect("flash_attn_type", context.getInt32(c.flashAttention, true), [-1]);
  expect("yarn_ext_factor", context.getFloat32(c.yarnExtFactor, true), [-1]);
  expect("type_k", context.getInt32(c.typeK, true), [GGML_TYPE.f16]);
  expect("type_v", context.getInt32(c.typeV, true), [GGML_TYPE.f16]);
  expect("embeddings", context.getUint8(c.embeddings), [0]);
  expect("offload_kqv", context.getUint8(c.offloadKqv), [1]);
  expect("no_perf", context.getUint8(c.noPerf), [1]);
  expect("op_offload", context.getUint8(c.opOffload), [1]);
  expect("kv_unified", context.getUint8(c.kvUnified), [0]);
  return wrong;
}
