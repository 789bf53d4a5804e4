package dev.heed.models;

import com.sun.management.ThreadMXBean;
import dev.heed.engine.Backend;
import dev.heed.engine.op.Pooling;
import dev.heed.models.arch.EncoderModel;
import dev.heed.models.arch.TokenBatch;
import dev.heed.models.load.EncoderPlan;
import dev.heed.models.load.HeadChoice;
import dev.heed.models.load.ModelSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program: loads a model, runs so many passes over batches of several sizes, and prints after
 * each tenth of them what is held: bytes on the backend, KiB of the process in memory, and the
 * bytes on the heap that each pass has left.
 */
public final class ManyPasses {
  private static final int TENTHS = 10;

  private static final List<TokenBatch> BATCHES =
      List.of(
          TokenBatch.of(new int[3]),
          TokenBatch.of(List.of(new int[30], new int[7], new int[19])),
          TokenBatch.of(List.of(new int[5], new int[5])));

  private ManyPasses() {}

  /** A backend's name, a model's folder, a number of passes. */
  public static void main(String[] arguments) throws IOException {
    int passes = Integer.parseInt(arguments[2]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Backend backend = InstalledBackends.open(arguments[0]);
        ModelSource source = ModelSource.open(Path.of(arguments[1]));
        EncoderModel model =
            EncoderPlan.of(source, HeadChoice.NONE).load(source.checkpoint(), backend, 1)) {
      long left = threads.getCurrentThreadAllocatedBytes();
      for (int p = 1; p <= passes; p++) {
        model.embed(BATCHES.get(p % BATCHES.size()), Pooling.MEAN, true);
        if (p % (passes / TENTHS) == 0) {
          long now = threads.getCurrentThreadAllocatedBytes();
          System.out.printf(
              "%d %d %d%n",
              backend.usage().bytes(), residentKib(), (now - left) / (passes / TENTHS));
          left = now;
        }
      }
    }
  }

  private static long residentKib() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }
}
