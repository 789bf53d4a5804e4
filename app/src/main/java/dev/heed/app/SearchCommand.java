package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.EmbedderFlags;
import dev.heed.app.flags.PassageFlags;
import dev.heed.app.io.FileException;
import dev.heed.app.io.Inputs;
import dev.heed.app.report.SearchJson;
import dev.heed.app.report.SearchResult;
import dev.heed.app.report.SearchText;
import dev.heed.app.report.Version;
import dev.heed.app.search.IndexPlace;
import dev.heed.app.search.Indexer;
import dev.heed.app.search.Passage;
import dev.heed.app.search.PassageIndex;
import dev.heed.app.search.Source;
import dev.heed.engine.Backend;
import dev.heed.models.TextEmbedder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed search}: passages by what they mean, not by the words that they use. */
@Command(
    name = "search",
    header = "Find passages in files by what they mean.",
    description = {
      "Prints the best passages with their scores: the cosine of the angle between a passage's"
          + " vector and the query's. In a pipe each is a line of score, file:line and text with"
          + " tabs between; with --json one object holds them all.",
      "",
      "The vectors of a file are computed once and kept beside it in .NAME.heed-index (in "
          + "~/.cache/heed where its folder is read-only). A file that changes is indexed again."
    },
    footer = {
      "@|bold Examples|@",
      "  heed search \"I want my money back\" --in examples/faq.txt",
      "  heed search \"how do I install it?\" --in README.md docs/*.md --top 3",
      "  heed search \"my card was stolen\" --in questions.csv --field text --json"
    })
final class SearchCommand extends HeedCommand {
  @Parameters(paramLabel = "QUERY", description = "What is looked for, in your own words.")
  String query;

  @Mixin PassageFlags passages;

  @Option(
      names = {"-k", "--top"},
      paramLabel = "K",
      order = 20,
      defaultValue = "5",
      description = "How many passages; ${DEFAULT-VALUE} where nothing is given.")
  int top;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      order = 21,
      description = "Keep indexes in this folder.")
  @Nullable String cache;

  @Option(names = "--no-cache", order = 22, description = "Keep no index, and use none.")
  boolean noCache;

  @Mixin EmbedderFlags embedder;

  SearchCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    if (top < 1) {
      throw usage("--top must be at least 1, was " + top);
    }
    IndexPlace place = place();
    Inputs.check(passages.files());
    // Before the model is loaded: if its files change meanwhile, the next search builds anew.
    String identity = ModelIdentity.of(embedder.model());
    SearchResult result;
    try (Backend backend = backendFlags.open();
        TextEmbedder model = embedder.load(backend)) {
      result = search(model, identity, place, backend);
    }
    if (json) {
      jsonLines().writeObject(fields -> SearchJson.write(result, fields));
    } else {
      new SearchText(console(), messages()).print(result);
    }
  }

  private SearchResult search(
      TextEmbedder model, String identity, IndexPlace place, Backend backend) {
    long start = System.nanoTime();
    float[] vector = model.embedQuery(query).vector();
    List<SearchResult.Searched> files = new ArrayList<>();
    List<SearchResult.Hit> hits = new ArrayList<>();
    for (Source source : passages.sources(inputs())) {
      String name = Inputs.label(source.name());
      Indexer.Ready ready = index(source, model, identity, place, backend);
      try (PassageIndex index = ready.index()) {
        files.add(new SearchResult.Searched(name, index.size(), ready.reused(), ready.kept()));
        for (PassageIndex.Hit hit : index.search(vector, top)) {
          Passage passage = index.passage(hit.number());
          hits.add(new SearchResult.Hit(hit.score(), name, passage.line(), passage.text()));
        }
      }
    }
    List<SearchResult.Hit> best =
        hits.stream()
            .sorted(Comparator.comparingDouble(SearchResult.Hit::score).reversed())
            .limit(top)
            .toList();
    return new SearchResult(
        query,
        model.model().name(),
        backend.device().id(),
        files,
        best,
        (System.nanoTime() - start) / 1e9);
  }

  private Indexer.Ready index(
      Source source, TextEmbedder model, String identity, IndexPlace place, Backend backend) {
    String vectors =
        "%s; %s; %s %s; heed %s"
            .formatted(
                identity,
                embedder.settings(),
                backend.device().id(),
                backend.options().compute(),
                Version.number());
    String name = Inputs.label(source.name());
    try (Progress progress = progress("indexing " + name, Inputs.sizeOf(List.of(source.name())))) {
      Indexer.Listener listener =
          new Indexer.Listener() {
            @Override
            public void note(String text) {
              messages().note(text);
            }

            @Override
            public void progress(long bytes, long passages) {
              progress.to(bytes, Amount.of(passages, "passage"));
            }
          };
      return new Indexer(model, place, vectors, listener).index(source);
    }
  }

  private IndexPlace place() {
    if (noCache && cache != null) {
      throw usage("--cache names a folder, --no-cache wants none");
    }
    if (noCache) {
      return new IndexPlace.None();
    }
    if (cache != null) {
      return new IndexPlace.In(FileException.path(cache));
    }
    Path user =
        console()
            .variable("XDG_CACHE_HOME")
            .or(() -> console().variable("LOCALAPPDATA"))
            .map(FileException::path)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return new IndexPlace.Beside(new IndexPlace.In(user.resolve("heed")));
  }
}
