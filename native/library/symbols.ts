/**
 * The symbol tables of llama.cpp v0.5.0: the C functions that this package calls, one entry a declaration.
 *
 * Rules of Deno's FFI that this table relies on: `usize` and `u64` results are BigInt; a struct parameter takes a buffer
 * whose length is *not* checked; pointers inside a struct are invisible to the garbage collector, so the code that writes
 * them keeps their buffers referenced; a failed assertion in C ends the process.
 *
 * @module
 */

import { BATCH, CONTEXT_PARAMS, MODEL_PARAMS } from "./structs.ts";

/** Symbols of `libllama`: models, vocabularies, contexts. */
export const LLAMA_SYMBOLS = {
  llama_version: { parameters: [], result: "pointer" }, // const char *
  llama_backend_init: { parameters: [], result: "void" },
  llama_log_set: {
    parameters: [
      "pointer", // ggml_log_callback log_callback
      "pointer", // void * user_data
    ],
    result: "void",
  },
  /** The address of `bool llama_supports_mmap(void)`: a function without effect, used as a log callback that is silent. */
  llama_supports_mmap: { type: "pointer" },
  llama_model_default_params: { parameters: [], result: MODEL_PARAMS }, // struct llama_model_params
  llama_context_default_params: { parameters: [], result: CONTEXT_PARAMS }, // struct llama_context_params

  llama_model_load_from_file: {
    parameters: [
      "buffer", // const char * path_model
      MODEL_PARAMS, // struct llama_model_params params
    ],
    result: "pointer", // struct llama_model *
  },
  llama_model_free: {
    parameters: ["pointer"], // struct llama_model * model
    result: "void",
  },
  llama_model_get_vocab: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "pointer", // const struct llama_vocab *
  },
  llama_model_n_ctx_train: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "i32",
  },
  llama_model_n_embd: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "i32",
  },
  llama_model_n_layer: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "i32",
  },
  llama_model_n_head: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "i32",
  },
  llama_model_n_head_kv: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "i32",
  },
  llama_model_n_params: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "u64",
  },
  llama_model_size: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "u64",
  },
  llama_model_desc: {
    parameters: [
      "pointer", // const struct llama_model * model
      "buffer", // char * buf
      "usize", // size_t buf_size
    ],
    result: "i32",
  },
  llama_model_meta_val_str: {
    parameters: [
      "pointer", // const struct llama_model * model
      "buffer", // const char * key
      "buffer", // char * buf
      "usize", // size_t buf_size
    ],
    result: "i32",
  },
  llama_model_has_encoder: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "bool",
  },
  llama_model_has_decoder: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "bool",
  },
  llama_model_is_recurrent: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "bool",
  },
  llama_model_is_hybrid: {
    parameters: ["pointer"], // const struct llama_model * model
    result: "bool",
  },

  llama_vocab_type: {
    parameters: ["pointer"], // const struct llama_vocab * vocab
    result: "i32", // enum llama_vocab_type
  },
  llama_vocab_n_tokens: {
    parameters: ["pointer"], // const struct llama_vocab * vocab
    result: "i32",
  },
  llama_vocab_bos: {
    parameters: ["pointer"], // const struct llama_vocab * vocab
    result: "i32", // llama_token
  },
  llama_vocab_get_add_bos: {
    parameters: ["pointer"], // const struct llama_vocab * vocab
    result: "bool",
  },
  llama_vocab_is_eog: {
    parameters: [
      "pointer", // const struct llama_vocab * vocab
      "i32", // llama_token token
    ],
    result: "bool",
  },
  llama_tokenize: {
    parameters: [
      "pointer", // const struct llama_vocab * vocab
      "buffer", // const char * text
      "i32", // int32_t text_len
      "buffer", // llama_token * tokens
      "i32", // int32_t n_tokens_max
      "bool", // bool add_special
      "bool", // bool parse_special
    ],
    result: "i32",
  },
  llama_token_to_piece: {
    parameters: [
      "pointer", // const struct llama_vocab * vocab
      "i32", // llama_token token
      "buffer", // char * buf
      "i32", // int32_t length
      "i32", // int32_t lstrip
      "bool", // bool special
    ],
    result: "i32",
  },

  llama_init_from_model: {
    parameters: [
      "pointer", // struct llama_model * model
      CONTEXT_PARAMS, // struct llama_context_params params
    ],
    result: "pointer", // struct llama_context *
  },
  llama_free: {
    parameters: ["pointer"], // struct llama_context * ctx
    result: "void",
  },
  llama_n_ctx_seq: {
    parameters: ["pointer"], // const struct llama_context * ctx
    result: "u32",
  },
  llama_get_memory: {
    parameters: ["pointer"], // const struct llama_context * ctx
    result: "pointer", // llama_memory_t
  },
  llama_attach_threadpool: {
    parameters: [
      "pointer", // struct llama_context * ctx
      "pointer", // ggml_threadpool_t threadpool
      "pointer", // ggml_threadpool_t threadpool_batch
    ],
    result: "void",
  },
  llama_decode: {
    parameters: [
      "pointer", // struct llama_context * ctx
      BATCH, // struct llama_batch batch
    ],
    result: "i32",
  },
  llama_decode_nonblocking: {
    name: "llama_decode",
    parameters: [
      "pointer", // struct llama_context * ctx
      BATCH, // struct llama_batch batch
    ],
    result: "i32",
    nonblocking: true,
  },
  llama_get_logits: {
    parameters: ["pointer"], // struct llama_context * ctx
    result: "pointer", // float *
  },

  llama_memory_seq_rm: {
    parameters: [
      "pointer", // llama_memory_t mem
      "i32", // llama_seq_id seq_id
      "i32", // llama_pos p0
      "i32", // llama_pos p1
    ],
    result: "bool",
  },
  llama_memory_seq_cp: {
    parameters: [
      "pointer", // llama_memory_t mem
      "i32", // llama_seq_id seq_id_src
      "i32", // llama_seq_id seq_id_dst
      "i32", // llama_pos p0
      "i32", // llama_pos p1
    ],
    result: "void",
  },
  llama_memory_seq_pos_max: {
    parameters: [
      "pointer", // llama_memory_t mem
      "i32", // llama_seq_id seq_id
    ],
    result: "i32", // llama_pos
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** Symbols of `libggml` (the registry of backends). */
export const GGML_SYMBOLS = {
  ggml_backend_load_all_from_path: {
    parameters: ["buffer"], // const char * dir_path
    result: "void",
  },
  ggml_backend_dev_count: { parameters: [], result: "usize" }, // size_t
  ggml_backend_dev_get: {
    parameters: ["usize"], // size_t index
    result: "pointer", // ggml_backend_dev_t
  },
  ggml_backend_reg_by_name: {
    parameters: ["buffer"], // const char * name
    result: "pointer", // ggml_backend_reg_t
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** Symbols of `libggml-base`: devices, and what a backend offers beyond the common interface. */
export const GGML_BASE_SYMBOLS = {
  ggml_backend_dev_name: {
    parameters: ["pointer"], // ggml_backend_dev_t device
    result: "pointer", // const char *
  },
  ggml_backend_dev_description: {
    parameters: ["pointer"], // ggml_backend_dev_t device
    result: "pointer", // const char *
  },
  ggml_backend_dev_memory: {
    parameters: [
      "pointer", // ggml_backend_dev_t device
      "buffer", // size_t * free
      "buffer", // size_t * total
    ],
    result: "void",
  },
  ggml_backend_dev_type: {
    parameters: ["pointer"], // ggml_backend_dev_t device
    result: "i32", // enum ggml_backend_dev_type
  },
  ggml_backend_reg_get_proc_address: {
    parameters: [
      "pointer", // ggml_backend_reg_t reg
      "buffer", // const char * name
    ],
    result: "pointer", // void *
  },
  ggml_threadpool_params_init: {
    parameters: [
      "buffer", // struct ggml_threadpool_params * p
      "i32", // int n_threads
    ],
    result: "void",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** `struct ggml_threadpool * ggml_threadpool_new(struct ggml_threadpool_params * params)`, found in the CPU backend at run time. */
export const THREADPOOL_NEW = {
  parameters: ["buffer"], // struct ggml_threadpool_params * params
  result: "pointer", // struct ggml_threadpool *
} as const satisfies Deno.ForeignFunction;

/** `void ggml_threadpool_free(struct ggml_threadpool * threadpool)`, found in the CPU backend at run time. */
export const THREADPOOL_FREE = {
  parameters: ["pointer"], // struct ggml_threadpool * threadpool
  result: "void",
} as const satisfies Deno.ForeignFunction;

/** `void (*ggml_log_callback)(enum ggml_log_level level, const char * text, void * user_data)`. */
export const LOG_CALLBACK = {
  parameters: [
    "i32", // enum ggml_log_level level
    "pointer", // const char * text
    "pointer", // void * user_data
  ],
  result: "void",
} as const;
