package dev.heed.models.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heed.engine.tensor.Tensor;
import dev.heed.models.InstalledBackends;
import dev.heed.models.nn.Pass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cases of PyTorch and others, from bench/peers/losses.py: what goes in, and what comes out. */
final class PeerLosses {
  /** Of what is one unit large: some roundings of F32. */
  private static final double NEAR = 1e-5;

  private PeerLosses() {}

  /** Every case of a loss, on every backend. */
  static Stream<Arguments> of(String loss) {
    List<JsonNode> cases = file().get(loss).valueStream().toList();
    return InstalledBackends.names().stream()
        .flatMap(backend ->
            cases.stream()
                .map(each -> Arguments.of(backend, Named.of(each.get("name").asString(), each))));
  }

  private static JsonNode file() {
    try (InputStream file = PeerLosses.class.getResourceAsStream("losses.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a loss makes of inputs that are learned. */
  interface Loss {
    Losses of(Pass pass, List<Tensor> learned);
  }

  /**
   * The mean and the gradients of these inputs are those of the case.
   *
   * @param inputs names of matrices, in the order in which the loss is given them
   */
  static void assertEqual(String backend, JsonNode peer, Loss loss, String... inputs) {
    try (Mean mean = new Mean(backend)) {
      List<Mean.Learned> learned = new ArrayList<>();
      for (String input : inputs) {
        JsonNode rows = peer.get(input);
        learned.add(mean.learn(floats(rows), rows.size(), rows.get(0).size()));
      }
      double found =
          mean.of(
              pass -> loss.of(pass, learned.stream().map(Mean.Learned::value).toList()),
              learned.toArray(Mean.Learned[]::new));
      double expected = peer.get("loss").asDouble();
      assertThat(found).isCloseTo(expected, within(NEAR * Math.max(1, Math.abs(expected))));
      for (int i = 0; i < inputs.length; i++) {
        assertGradient(
            inputs[i],
            mean.read(learned.get(i).gradient()),
            floats(peer.get("gradients").get(inputs[i])));
      }
    }
  }

  private static void assertGradient(String input, float[] found, float[] expected) {
    double greatest = 0;
    for (float value : expected) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    // Where all of it is 0, terms of one unit cancel out.
    double size = greatest < 1e-12 ? 1 : greatest;
    assertThat(found)
        .as("gradient of " + input)
        .containsExactly(expected, within((float) (NEAR * size)));
  }

  /** The numbers of an array of numbers or of rows. */
  static float[] floats(JsonNode node) {
    double[] all = flat(node).mapToDouble(JsonNode::asDouble).toArray();
    float[] floats = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      floats[i] = (float) all[i];
    }
    return floats;
  }

  /** The integers of an array of integers or of rows. */
  static int[] ints(JsonNode node) {
    return flat(node).mapToInt(JsonNode::asInt).toArray();
  }

  private static Stream<JsonNode> flat(JsonNode node) {
    return node.isArray() ? node.valueStream().flatMap(PeerLosses::flat) : Stream.of(node);
  }
}
