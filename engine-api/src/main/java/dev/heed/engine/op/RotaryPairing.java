package dev.heed.engine.op;

/** Which two elements of a head one rotation turns together. */
public enum RotaryPairing {
  /** Element i with element i + pairs: Llama, Qwen, Mistral in Hugging Face's order. */
  HALF_SPLIT,
  /** Elements 2i and 2i + 1: the paper's order, GPT-J, and many GGUF files. */
  INTERLEAVED
}
