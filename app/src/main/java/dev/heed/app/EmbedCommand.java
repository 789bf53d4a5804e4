package dev.heed.app;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Console;
import dev.heed.app.console.Output;
import dev.heed.app.console.Progress;
import dev.heed.app.flags.EmbedderFlags;
import dev.heed.app.flags.TextRole;
import dev.heed.app.io.FileException;
import dev.heed.app.io.Inputs;
import dev.heed.app.io.LineBatches;
import dev.heed.app.io.Spool;
import dev.heed.app.vectors.CsvVectors;
import dev.heed.app.vectors.JsonlVectors;
import dev.heed.app.vectors.NpyVectors;
import dev.heed.app.vectors.VectorSink;
import dev.heed.engine.Backend;
import dev.heed.models.Embedding;
import dev.heed.models.TextEmbedder;
import dev.heed.models.checkpoint.AtomicFile;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heed embed}: texts to vectors, one text a line, in memory for some of them at a time. */
@Command(
    name = "embed",
    header = "Turn texts into vectors, one text a line.",
    description = {
      "An empty line is an empty text and has a vector too: the vectors are as many as the lines.",
      "",
      "@|bold jsonl|@  an object a line:",
      "       {\"index\":0,\"text\":\"…\",\"tokens\":7,\"truncated\":false,\"embedding\":[…]}",
      "@|bold csv|@    a header, then index,text,tokens,truncated,d0,d1,…",
      "@|bold npy|@    NumPy's array of float32, [texts, dimension]"
    },
    footer = {
      "@|bold Examples|@",
      "  echo \"Hello, world!\" | heed embed",
      "  heed embed --format npy --out vectors.npy texts.txt",
      "  heed embed --model intfloat/e5-small-v2 --as passage --out vectors.jsonl *.txt"
    })
final class EmbedCommand extends HeedCommand {
  enum Format {
    jsonl,
    csv,
    npy
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "UTF-8 text, one text a line; - or nothing for the standard input.")
  @Nullable List<String> files;

  @Option(
      names = "--format",
      paramLabel = "jsonl|csv|npy",
      description = "How vectors are written; jsonl where nothing is given.")
  @Nullable Format format;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Write there instead of the standard output: the whole file or none.")
  @Nullable String out;

  @Mixin TextRole role;
  @Mixin EmbedderFlags embedder;

  EmbedCommand(Console console) {
    super(console);
  }

  @Override
  void run() {
    Format chosen = format();
    Inputs.check(inputFiles());
    if (out != null && Inputs.contain(inputFiles(), out)) {
      throw usage("--out %s would take the place of an input; name another file".formatted(out));
    }
    if (out == null) {
      write(chosen, console().out());
    } else {
      writeFile(chosen, out);
    }
  }

  private void writeFile(Format chosen, String name) {
    try (AtomicFile file = AtomicFile.create(FileException.path(name));
        Output output = new Output(name, file.stream())) {
      if (chosen == Format.npy && file.isReplaced()) {
        withModel(
            model -> embed(model, new NpyVectors(name, file.channel(), model.dimension()), output));
      } else {
        write(chosen, output);
      }
      output.flush();
      file.commit();
    } catch (IOException e) {
      throw FileException.writing(name, e);
    }
  }

  private Format format() {
    if (json && format != null && format != Format.jsonl) {
      throw usage("--json means --format jsonl, but --format is " + format);
    }
    Format chosen = format == null ? Format.jsonl : format;
    if (chosen == Format.npy && out == null && console().terminal().out()) {
      throw usage("an npy file is not for terminals; give --out FILE");
    }
    return chosen;
  }

  private void write(Format chosen, Output output) {
    withModel(model -> {
      switch (chosen) {
        case jsonl -> embed(model, new JsonlVectors(output), output);
        case csv -> embed(model, new CsvVectors(output, model.dimension()), output);
        case npy -> writeSpooled(model, output);
      }
    });
  }

  /** An npy file begins with the number of its rows, which no pipe can be told afterwards. */
  private void writeSpooled(TextEmbedder model, Output output) {
    try (Spool spool = Spool.create()) {
      embed(model, new NpyVectors("a temporary file", spool.channel(), model.dimension()), output);
      spool.copyTo(output);
    } catch (IOException e) {
      throw FileException.reading("a temporary file", e);
    }
  }

  private void withModel(Consumer<TextEmbedder> work) {
    try (Backend backend = backendFlags.open();
        TextEmbedder model = embedder.load(backend)) {
      work.accept(model);
    }
  }

  private List<String> inputFiles() {
    return files == null ? List.of(Inputs.STDIN) : files;
  }

  private void embed(TextEmbedder model, VectorSink sink, Output output) {
    List<String> names = inputFiles();
    long index = 0;
    long cut = 0;
    try (LineBatches batches = new LineBatches(names, this::readLines);
        Progress progress = progressBeside(output, "embedding", Inputs.sizeOf(names))) {
      for (List<String> texts = batches.next(); !texts.isEmpty(); texts = batches.next()) {
        List<Embedding> embeddings = role.embed(model, texts);
        cut += embeddings.stream().filter(Embedding::truncated).count();
        for (int t = 0; t < texts.size(); t++) {
          sink.write(index++, texts.get(t), embeddings.get(t));
        }
        output.flush();
        progress.to(batches.bytes(), Amount.of(index, "text"));
      }
    }
    sink.finish();
    if (cut > 0) {
      messages()
          .warning(
              "%,d of %s cut to %s; --long-text average takes all of a text"
                  .formatted(
                      cut,
                      Amount.of(index, "text") + (cut == 1 ? " was" : " were"),
                      Amount.of(model.maxTokens(), "token")));
    }
  }
}
