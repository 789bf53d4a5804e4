package dev.heed.models;

import com.google.common.base.Suppliers;
import dev.heed.engine.Backend;
import dev.heed.engine.BackendOptions;
import dev.heed.engine.BackendRequest;
import dev.heed.engine.Backends;
import dev.heed.engine.Compute;
import dev.heed.models.arch.CacheOptions;
import dev.heed.models.arch.DecoderModel;
import dev.heed.models.chat.ChatMessage;
import dev.heed.models.chat.ChatOptions;
import dev.heed.models.chat.ChatTemplate;
import dev.heed.models.generate.GenerationRequest;
import dev.heed.models.generate.GenerationResult;
import dev.heed.models.generate.GenerationScheduler;
import dev.heed.models.generate.SamplingOptions;
import dev.heed.models.generate.TokenStream;
import dev.heed.models.generate.TokenText;
import dev.heed.models.load.DecoderPlan;
import dev.heed.models.load.GenerationSettings;
import dev.heed.models.load.ModelSource;
import dev.heed.models.spec.ModelException;
import dev.heed.models.tokenizer.EncodeOptions;
import dev.heed.models.tokenizer.StreamingDecoder;
import dev.heed.models.tokenizer.TextSegment;
import dev.heed.models.tokenizer.TokenRoles;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Continues texts with a language model.
 *
 * {@snippet :
 * try (TextGenerator generator = TextGenerator.load(Path.of("smollm2-135m-instruct-q4_1.gguf"))) {
 *   SamplingOptions options = SamplingOptions.builder().temperature(0.7).maxTokens(100).build();
 *   System.out.println(generator.generate("The capital of France is", options).text());
 *   try (TokenStream stream = generator.stream("Once upon a time", options)) {
 *     stream.forEach(token -> System.out.print(token.text()));
 *   }
 * }
 * }
 *
 * <p>A model that comes without a tokenizer continues token ids, and its answers have no text.
 *
 * <p>The text of an answer has the special tokens that the model writes, such as a mark before the
 * call of a tool, by their names. The token that ends an answer is no part of it; where end tokens
 * are ignored, they are printed like others.
 *
 * <p>Thread-safe: answers of several callers are computed together, and each is what it would be
 * alone. A prompt that begins as an earlier one did is not computed again from its beginning.
 */
public final class TextGenerator implements AutoCloseable {
  private static final TokenText NO_TEXT =
      new TokenText() {
        @Override
        public String push(int id) {
          return "";
        }

        @Override
        public String finish() {
          return "";
        }
      };

  private final DecoderModel model;
  private final @Nullable Tokenizer tokenizer;
  private final GenerationSettings settings;
  private final SortedSet<Integer> ends;
  private final Supplier<Optional<ChatTemplate>> chatTemplate;
  private final Supplier<Optional<ChatTemplate>> toolTemplate;
  private final Supplier<SortedSet<Integer>> turnEnds;
  private final LongPrompt longPrompt;
  private final GenerationScheduler scheduler;
  private final @Nullable Backend owned;

  private TextGenerator(
      DecoderModel model,
      @Nullable Tokenizer tokenizer,
      GenerationSettings settings,
      GeneratorOptions options,
      @Nullable Backend owned) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.settings = settings;
    this.ends = new TreeSet<>(settings.ends());
    if (tokenizer != null) {
      ends.addAll(tokenizer.roles().stops());
    }
    // When it is asked for: one that is not understood is not in the way of other texts.
    this.chatTemplate = Suppliers.memoize(() -> chatTemplate(settings, tokenizer, false));
    this.toolTemplate = Suppliers.memoize(() -> chatTemplate(settings, tokenizer, true));
    this.turnEnds = Suppliers.memoize(this::findTurnEnds);
    this.longPrompt = options.longPrompt();
    this.scheduler = new GenerationScheduler(model, cache(model, options));
    this.owned = owned;
  }

  /** A model's folder or file by its path, on the best backend that is installed. */
  public static TextGenerator load(String nameOrPath) {
    return load(nameOrPath, GeneratorOptions.DEFAULT);
  }

  /** As {@link #load(String)}, with options. */
  public static TextGenerator load(String nameOrPath, GeneratorOptions options) {
    return load(() -> ModelSource.open(nameOrPath), options);
  }

  /** A model's folder as Hugging Face has it, or a GGUF file, on the best backend installed. */
  public static TextGenerator load(Path folderOrFile) {
    return load(folderOrFile, GeneratorOptions.DEFAULT);
  }

  /** As {@link #load(Path)}, with options. */
  public static TextGenerator load(Path folderOrFile, GeneratorOptions options) {
    return load(() -> ModelSource.open(folderOrFile), options);
  }

  /**
   * A model with the changes of an adapter in the layout of PEFT merged into its weights. An
   * adapter's folder by itself is loaded over the base that it names.
   */
  public static TextGenerator load(Path base, Path adapter, GeneratorOptions options) {
    return load(() -> ModelSource.open(base, adapter), options);
  }

  private static TextGenerator load(Supplier<ModelSource> opener, GeneratorOptions options) {
    try (ModelSource source = opener.get()) {
      DecoderPlan plan = DecoderPlan.of(source);
      GenerationSettings settings = source.generation();
      @Nullable Tokenizer tokenizer =
          source
              .tokenizer()
              .map(found -> found.withTemplateTokens(settings.chatTemplates()::writes))
              .orElse(null);
      @Nullable Backend given = options.backend();
      Backend backend = given == null ? open() : given;
      @Nullable Backend owned = given == null ? backend : null;
      try {
        DecoderModel model = plan.load(source.checkpoint(), backend);
        try {
          return new TextGenerator(model, tokenizer, settings, options, owned);
        } catch (RuntimeException | Error e) {
          model.close();
          throw e;
        }
      } catch (RuntimeException | Error e) {
        if (owned != null) {
          owned.close();
        }
        throw e;
      }
    }
  }

  private static Backend open() {
    return Backends.open(
        BackendRequest.fromEnvironment(), BackendOptions.fromEnvironment(Compute.FAST));
  }

  private static Optional<ChatTemplate> chatTemplate(
      GenerationSettings settings, @Nullable Tokenizer tokenizer, boolean withTools) {
    String source = settings.chatTemplates().forChat(withTools);
    if (source == null || tokenizer == null) {
      return Optional.empty();
    }
    TokenRoles roles = tokenizer.roles();
    Map<String, String> special = new HashMap<>();
    put(special, "bos_token", roles.begin(), tokenizer);
    put(special, "eos_token", roles.end(), tokenizer);
    put(special, "unk_token", roles.unknown(), tokenizer);
    put(special, "pad_token", roles.padding(), tokenizer);
    return Optional.of(ChatTemplate.of(source, special));
  }

  private static void put(
      Map<String, String> special, String name, OptionalInt id, Tokenizer tokenizer) {
    id.ifPresent(value -> tokenizer.idToToken(value).ifPresent(text -> special.put(name, text)));
  }

  private static CacheOptions cache(DecoderModel model, GeneratorOptions options) {
    int most = model.spec().maxTokens();
    int context =
        options.contextTokens() == 0
            ? Math.min(most, GeneratorOptions.USUAL_CONTEXT)
            : options.contextTokens();
    if (context > most) {
      throw new ModelException(
          "model '%s': a context of %,d tokens; it was made for %,d"
              .formatted(model.name(), context, most));
    }
    return CacheOptions.of(Math.max(options.cacheTokens(), context))
        .withLongest(context)
        .withSequences(options.concurrency())
        .withChunk(options.chunk())
        .withStorage(options.storage());
  }

  /**
   * Continues a text. It is only text: what looks like a special token in it is none.
   *
   * @throws ModelException when the prompt is too long and long ones are refused
   */
  public GenerationResult generate(String prompt, SamplingOptions options) {
    return stream(prompt, options).result();
  }

  /** Continues token ids, which are taken as they are. */
  public GenerationResult generate(int[] promptIds, SamplingOptions options) {
    return stream(promptIds, options).result();
  }

  /** As {@link #generate(String, SamplingOptions)}, token by token. */
  public TokenStream stream(String prompt, SamplingOptions options) {
    return stream(ids(prompt), options);
  }

  /** As {@link #generate(int[], SamplingOptions)}, token by token. */
  public TokenStream stream(int[] promptIds, SamplingOptions options) {
    return stream(promptIds, options, ends);
  }

  private TokenStream stream(int[] promptIds, SamplingOptions options, SortedSet<Integer> ends) {
    int[] prompt = fitting(promptIds, options);
    for (int id : prompt) {
      checkKnown(id);
    }
    return TokenStream.of(
        scheduler.submit(
            new GenerationRequest(prompt, options, ends, () -> text(prompt), List.of())));
  }

  /**
   * Answers a conversation, by the model's own chat template. What the messages say is only text.
   *
   * @throws ModelException when the model has no chat template
   * @throws dev.heed.models.chat.ChatTemplateException when its template is not understood, or
   *     refuses the conversation
   */
  public GenerationResult chat(List<ChatMessage> messages, SamplingOptions options) {
    return streamChat(messages, ChatOptions.DEFAULT, options).result();
  }

  /**
   * As {@link #chat}, token by token, with tools and documents. With tools, a model's template
   * {@code tool_use} is taken, where it has one beside its default.
   */
  public TokenStream streamChat(
      List<ChatMessage> messages, ChatOptions chat, SamplingOptions options) {
    return stream(chatIds(messages, chat), options, turnEnds.get());
  }

  /**
   * Tokens that end an answer of a conversation: the one that the template ends the model's turns
   * with, too, which not all configurations name.
   */
  private SortedSet<Integer> findTurnEnds() {
    SortedSet<Integer> all = new TreeSet<>(ends);
    String behind = chatTemplate.get().map(ChatTemplate::behindAnswer).orElse("").strip();
    tokenizer().specialTokens().entrySet().stream()
        .filter(token -> behind.startsWith(token.getKey()))
        .max(Comparator.comparingInt(token -> token.getKey().length()))
        .ifPresent(token -> all.add(token.getValue()));
    return all;
  }

  /** Token ids of a conversation that asks for its answer. */
  public int[] chatIds(List<ChatMessage> messages, ChatOptions chat) {
    ChatTemplate template =
        (chat.tools().isEmpty() ? chatTemplate : toolTemplate)
            .get()
            .orElseThrow(() ->
                new ModelException(
                    "model '%s' has no chat template; continue a text instead, or name an instruction-tuned model"
                        .formatted(model.name())));
    List<TextSegment> segments =
        template.render(messages, chat).segments().stream()
            .map(segment -> new TextSegment(segment.text(), segment.fromTemplate()))
            .toList();
    // A template writes the token that begins a text, too.
    return tokenizer().encode(segments, EncodeOptions.DEFAULT.withoutSpecial().unlimited()).ids();
  }

  /** True where the model has a chat template. */
  public boolean canChat() {
    return tokenizer != null && settings.chatTemplates().forChat(false) != null;
  }

  /** Token ids of a prompt, with the token that begins texts where the model wants one. */
  public int[] ids(String prompt) {
    return tokenizer().encode(prompt, EncodeOptions.DEFAULT.unlimited()).ids();
  }

  /** Token ids of a prompt that a program and others wrote in turns. */
  public int[] ids(List<TextSegment> prompt) {
    return tokenizer().encode(prompt, EncodeOptions.DEFAULT.unlimited()).ids();
  }

  /** Most tokens of prompt and answer together. */
  public int contextTokens() {
    return scheduler.longest();
  }

  /** How the model's makers want tokens chosen. */
  public SamplingOptions defaults() {
    return settings.sampling();
  }

  /** Tokens that end an answer; in a conversation, what ends the model's turn does as well. */
  public SortedSet<Integer> ends() {
    return new TreeSet<>(ends);
  }

  /**
   * The tokenizer: to count tokens beforehand.
   *
   * @throws ModelException when the model comes without one
   */
  public Tokenizer tokenizer() {
    if (tokenizer == null) {
      throw new ModelException(
          "model '%s' comes without a tokenizer; give it token ids (heed generate --prompt-ids), or put its tokenizer beside it: tokenizer.json, or tokenizer.bin beside a file of llama2.c"
              .formatted(model.name()));
    }
    return tokenizer;
  }

  /** The model underneath; closed with this generator. */
  public DecoderModel model() {
    return model;
  }

  /** A tokenizer may have tokens that its model has no row for: images, fillings. */
  private void checkKnown(int id) {
    if (tokenizer != null && id >= model.spec().vocabulary() && id < tokenizer.vocabularySize()) {
      throw new ModelException(
          "model '%s': the prompt has the token '%s' with id %d, which its tokenizer knows, but not the model: its ids end at %d"
              .formatted(
                  model.name(),
                  tokenizer.idToToken(id).orElse(""),
                  id,
                  model.spec().vocabulary() - 1));
    }
  }

  private int[] fitting(int[] prompt, SamplingOptions options) {
    int context = scheduler.longest();
    if (longPrompt == LongPrompt.REFUSE || prompt.length <= context) {
      return prompt;
    }
    int answer = Math.min(options.maxTokens(), context / 2);
    int room = Math.max(1, context - answer);
    boolean begins =
        tokenizer != null
            && tokenizer.roles().begin().isPresent()
            && prompt[0] == tokenizer.roles().begin().getAsInt()
            && room > 1;
    int[] kept = Arrays.copyOfRange(prompt, prompt.length - room, prompt.length);
    if (begins) {
      kept[0] = prompt[0];
    }
    return kept;
  }

  /**
   * The decoder hears the prompt first, but for its special tokens: what the answer's first token
   * reads as depends on the text before it.
   */
  private TokenText text(int[] prompt) {
    if (tokenizer == null) {
      return NO_TEXT;
    }
    Tokenizer names = tokenizer;
    StreamingDecoder decoder = names.streamingDecoder(true);
    TokenText text =
        new TokenText() {
          @Override
          public String push(int id) {
            // A table may have rows that no token has, to be of a round size.
            return names.idToToken(id).isPresent() ? decoder.add(id) : "";
          }

          @Override
          public String finish() {
            return decoder.finish();
          }
        };
    Collection<Integer> special = names.specialTokens().values();
    for (int id : prompt) {
      if (!special.contains(id)) {
        text.push(id);
      }
    }
    return text;
  }

  /** Ends what runs, then gives the memory back. Later use is an error. */
  @Override
  public void close() {
    // In turn from the last to the first, each whatever the ones before it throw.
    try (owned;
        model;
        scheduler) {}
  }
}
