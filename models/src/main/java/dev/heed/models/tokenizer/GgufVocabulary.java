package dev.heed.models.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the metadata of a GGUF file says of a tokenizer, under the names that they have there
 * without {@code tokenizer.ggml.}; what is not there is empty.
 *
 * @param source what errors call the file
 * @param name {@code general.name}
 * @param model how text is spelled: gpt2 (byte-level BPE), llama (SentencePiece BPE), t5
 *     (SentencePiece Unigram), bert (WordPiece)
 * @param pre how text is cut before BPE
 * @param tokens by id
 * @param scores of the tokens, for SentencePiece
 * @param types of the tokens, 1 normal to 6 byte
 * @param merges for BPE: two tokens with a space between
 * @param characterMap precompiled_charsmap
 * @param ids special ids: bos, eos, eot, eom, unknown, seperator, padding, cls, mask, which stand
 *     in the file as {@code …_token_id}
 * @param flags add_bos_token, add_eos_token, add_space_prefix, remove_extra_whitespaces and others
 */
public record GgufVocabulary(
    String source,
    String name,
    String model,
    String pre,
    List<String> tokens,
    float[] scores,
    int[] types,
    List<String> merges,
    byte[] characterMap,
    Map<String, Integer> ids,
    Map<String, Boolean> flags) {
  public GgufVocabulary {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(pre, "pre");
    tokens = List.copyOf(tokens);
    merges = List.copyOf(merges);
    ids = Map.copyOf(ids);
    flags = Map.copyOf(flags);
  }

  /**
   * The id of a role.
   *
   * @throws TokenizerFormatException if it is outside of the vocabulary
   */
  OptionalInt id(String role) {
    Integer id = ids.get(role);
    if (id == null) {
      return OptionalInt.empty();
    }
    if (id < 0 || id >= tokens.size()) {
      throw new TokenizerFormatException(
          "%s: tokenizer.ggml.%s_token_id is %,d; expected 0 to %,d"
              .formatted(source, role, id, tokens.size() - 1));
    }
    return OptionalInt.of(id);
  }

  boolean flag(String flag, boolean otherwise) {
    return Optional.ofNullable(flags.get(flag)).orElse(otherwise);
  }

  @Override
  public String toString() {
    return "GgufVocabulary(%s, %s, %,d tokens)".formatted(source, model, tokens.size());
  }
}
