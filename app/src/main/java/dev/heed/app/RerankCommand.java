package dev.heed.app;

import dev.heed.app.console.Console;
import dev.heed.app.flags.ModelFlag;
import dev.heed.app.flags.PassageFlags;
import dev.heed.app.flags.PlainModelFlags;
import dev.heed.app.io.Inputs;
import dev.heed.app.report.SearchJson;
import dev.heed.app.report.SearchResult;
import dev.heed.app.report.SearchText;
import dev.heed.app.search.Passage;
import dev.heed.app.search.Source;
import dev.heed.engine.Backend;
import dev.heed.models.CrossEncoder;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed rerank}: passages in the order in which a cross-encoder puts them. */
@Command(
    name = "rerank",
    header = "Put passages in order by a cross-encoder.",
    description =
        "A cross-encoder reads the query and a passage together: finer than comparing vectors, and"
            + " slower, as each query reads all passages. A score is the model's raw value; only"
            + " its order has a meaning.",
    footer = {
      "@|bold Examples|@",
      "  heed rerank my-cross-encoder \"I want my money back\" --in examples/faq.txt",
      "  heed search refund --in faq.txt --top 50 | cut -f3 |",
      "    heed rerank my-cross-encoder refund --in -"
    })
final class RerankCommand extends HeedCommand {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The folder of a …ForSequenceClassification with one label.")
  String model;

  @Parameters(index = "1", paramLabel = "QUERY", description = "What is looked for.")
  String query;

  @Mixin PassageFlags passages;

  @Option(
      names = {"-k", "--top"},
      paramLabel = "K",
      order = 20,
      defaultValue = "10",
      description = "How many passages; ${DEFAULT-VALUE} where nothing is given.")
  int top;

  @Mixin PlainModelFlags flags;

  RerankCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    if (top < 1) {
      throw usage("--top must be at least 1, was " + top);
    }
    List<SearchResult.Hit> candidates = new ArrayList<>();
    List<SearchResult.Searched> files = new ArrayList<>();
    for (Source source : passages.sources(inputs())) {
      read(source, candidates, files);
    }
    SearchResult result;
    try (Backend backend = backendFlags.open();
        CrossEncoder encoder =
            CrossEncoder.load(ModelFlag.withHead(model), flags.options(backend))) {
      result = rank(encoder, candidates, files, backend);
    }
    if (json) {
      jsonLines().writeObject(fields -> SearchJson.write(result, fields));
    } else {
      new SearchText(console(), messages()).print(result);
    }
  }

  /** All at once: the query reads every passage, so a file that fits no memory fits no patience. */
  private void read(
      Source source, List<SearchResult.Hit> candidates, List<SearchResult.Searched> files) {
    String name = Inputs.label(source.name());
    int before = candidates.size();
    source.read((reader, lines) -> {
      for (Passage passage = reader.next(); passage != null; passage = reader.next()) {
        candidates.add(new SearchResult.Hit(0, name, passage.line(), passage.text()));
      }
    });
    files.add(SearchResult.Searched.unindexed(name, candidates.size() - before));
  }

  private SearchResult rank(
      CrossEncoder encoder,
      List<SearchResult.Hit> candidates,
      List<SearchResult.Searched> files,
      Backend backend) {
    long start = System.nanoTime();
    List<CrossEncoder.Ranked> order =
        encoder.rank(query, candidates.stream().map(SearchResult.Hit::text).toList());
    warnOfTruncated(encoder, order);
    List<SearchResult.Hit> best =
        order.stream()
            .limit(top)
            .map(
                ranked -> candidates.get(ranked.index()).judged(ranked.score(), ranked.truncated()))
            .toList();
    return new SearchResult(
        query,
        encoder.model().name(),
        backend.device().id(),
        files,
        best,
        (System.nanoTime() - start) / 1e9);
  }

  private void warnOfTruncated(CrossEncoder encoder, List<CrossEncoder.Ranked> order) {
    long cut = order.stream().filter(CrossEncoder.Ranked::truncated).count();
    if (cut > 0 && !json) {
      messages()
          .warning(
              "%,d of %,d passages were cut: the model takes %,d tokens, the query's among them"
                  .formatted(cut, order.size(), encoder.maxTokens()));
    }
  }
}
