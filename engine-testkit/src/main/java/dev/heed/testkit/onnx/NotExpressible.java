package dev.heed.testkit.onnx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What Heed's ops cannot express, read from {@code not-expressible.txt}: lines {@code operator
 * NAME…: reason} for whole operators, {@code case NAME…: reason} for single cases of the others.
 *
 * @param operators reasons by operator
 * @param cases reasons by case
 */
record NotExpressible(Map<String, String> operators, Map<String, String> cases) {
  static NotExpressible read() throws IOException {
    Map<String, String> operators = new TreeMap<>();
    Map<String, String> cases = new TreeMap<>();
    try (InputStream file =
            Objects.requireNonNull(
                NotExpressible.class.getResourceAsStream("not-expressible.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        int colon = line.indexOf(':');
        String[] words = line.substring(0, Math.max(colon, 0)).split(" ", -1);
        String reason = line.substring(colon + 1).strip();
        if (colon < 0 || words.length < 2 || reason.isEmpty()) {
          throw new IOException("not-expressible.txt: cannot read '" + line + "'");
        }
        Map<String, String> to =
            switch (words[0]) {
              case "operator" -> operators;
              case "case" -> cases;
              default -> throw new IOException("not-expressible.txt: cannot read '" + line + "'");
            };
        for (int w = 1; w < words.length; w++) {
          if (to.put(words[w], reason) != null) {
            throw new IOException("not-expressible.txt names " + words[w] + " twice");
          }
        }
      }
    }
    return new NotExpressible(operators, cases);
  }
}
