package dev.heed.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small encoder to begin with, small tables, and trainings over their texts. */
abstract class TextTrainings {
  @TempDir Path folder;
  String base = "";

  @BeforeEach
  void aSmallModel() throws IOException {
    base = TinyBert.encoder(folder.resolve("base")).toString();
  }

  String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  String pets() throws IOException {
    StringBuilder csv = new StringBuilder("text,label,size\n");
    for (int i = 1; i <= 12; i++) {
      csv.append("the cat%s,cat,%d\n".formatted(" sat".repeat(i), i));
      csv.append("the dog%s,dog,%d\n".formatted(" sat".repeat(i), 20 + i));
    }
    return file("pets.csv", csv.toString());
  }

  HeedRun train(String task, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train", task, "--base", base));
    arguments.addAll(List.of("--out", folder.resolve("out").toString()));
    arguments.addAll(List.of(options));
    return HeedRun.of(arguments.toArray(String[]::new));
  }

  Path out() {
    return folder.resolve("out");
  }
}
