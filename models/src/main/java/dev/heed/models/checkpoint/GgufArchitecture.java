package dev.heed.models.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The architectures of GGUF files ({@code general.architecture}) that are read. */
enum GgufArchitecture {
  /** Llama, Mistral, SmolLM and all that is built like them. */
  LLAMA("llama", "LlamaForCausalLM"),
  QWEN2("qwen2", "Qwen2ForCausalLM"),
  QWEN3("qwen3", "Qwen3ForCausalLM"),
  GEMMA2("gemma2", "Gemma2ForCausalLM"),
  /** The text part of Gemma 3. */
  GEMMA3("gemma3", "Gemma3ForCausalLM"),
  PHI3("phi3", "Phi3ForCausalLM"),
  GPT2("gpt2", "GPT2LMHeadModel");

  private final String key;
  private final String className;

  GgufArchitecture(String key, String className) {
    this.key = key;
    this.className = className;
  }

  /** As the file names it; its keys begin with this. */
  String key() {
    return key;
  }

  /** The class of Hugging Face's library. */
  String className() {
    return className;
  }

  static Optional<GgufArchitecture> named(String key) {
    return Arrays.stream(values()).filter(one -> one.key.equals(key)).findFirst();
  }

  static String list() {
    return Arrays.stream(values()).map(GgufArchitecture::key).collect(Collectors.joining(", "));
  }
}
