package dev.heed.models.tokenizer;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What tokenizer_config.json says of a tokenizer that comes from another file. */
final class ConfiguredRoles {
  private ConfiguredRoles() {}

  /** The tokenizer, knowing which of its special tokens are for what. */
  static Tokenizer apply(PipelineTokenizer tokenizer, Optional<JsonFields> configuration) {
    PipelineTokenizer.Parts parts = tokenizer.parts();
    @Nullable JsonFields fields = configuration.orElse(null);
    TokenRoles before = parts.roles();
    TokenRoles roles =
        new TokenRoles(
            id(fields, "bos_token", parts, before.begin()),
            id(fields, "eos_token", parts, before.end()),
            id(fields, "unk_token", parts, before.unknown()),
            id(fields, "pad_token", parts, before.padding()),
            before.stops());
    return tokenizer.with(parts.withRoles(roles));
  }

  private static OptionalInt id(
      @Nullable JsonFields fields,
      String role,
      PipelineTokenizer.Parts parts,
      OptionalInt otherwise) {
    String token = fields == null ? null : MergesFile.token(fields, role);
    OptionalInt id = token == null ? OptionalInt.empty() : parts.vocabulary().id(token);
    return id.isPresent() ? id : otherwise;
  }
}
