package dev.heed.bench.startup;

import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Scanner;

/** What a program on langchain4j does to embed one text: the line on its standard input. */
final class Langchain4jOnce {
  private Langchain4jOnce() {}

  /** The program. */
  public static void main(String[] arguments) {
    String text = new Scanner(System.in, StandardCharsets.UTF_8).nextLine();
    System.out.println(
        Arrays.toString(new AllMiniLmL6V2EmbeddingModel().embed(text).content().vector()));
  }
}
