package dev.heed.models.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes what happens in a training to a file, a JSON object a line (JSONL), each at once. {@link
 * TrainingHistory} reads it. A number that is not finite is {@code null}. The first field of a line
 * says what happened:
 *
 * <ul>
 *   <li>{@code {"event":"begin"}}: {@code version} of this format, 1; {@code time} in UTC, as ISO
 *       8601 has it; {@code steps}, {@code stepsOfEpoch}, {@code examples}, {@code tokens}, {@code
 *       parameters}, {@code learned}, and {@code memory} with {@code parameters}, {@code
 *       gradients}, {@code average}, {@code best}, {@code activations}, {@code walk}: the {@link
 *       TrainingPlan}
 *   <li>{@code {"event":"step"}}: {@code step}, {@code epoch}, {@code loss}, {@code rate}, {@code
 *       gradientNorm}, {@code tokens}, {@code seconds}: the {@link StepReport}
 *   <li>{@code {"event":"validation"}}: {@code step}, {@code name}, {@code value}, {@code
 *       higherIsBetter}, {@code best} (whether it is the best so far), {@code values}: the {@link
 *       Measurement}
 *   <li>{@code {"event":"checkpoint"}}: {@code step}, and {@code file}, its name
 *   <li>{@code {"event":"end"}}: {@code ending} ({@code complete}, {@code early} or {@code
 *       stopped}), {@code steps}, {@code lastLoss}, {@code bestStep} (0 for none), {@code
 *       bestName}, {@code bestValue}, {@code seconds} of the run that ended: the {@link
 *       TrainingResult}
 * </ul>
 *
 * <p>When a training goes on from a checkpoint, lines of later steps are dropped, and the line of
 * the end; that of a training that broke off without a checkpoint is begun anew. So the log of one
 * that was killed and went on is that of one that never was, but for {@code time} and {@code
 * seconds}; where one was stopped stands the checkpoint that this made.
 */
public final class MetricsLog implements TrainingListener, AutoCloseable {
  /** The name of the file in the folder of a training. */
  public static final String NAME = "metrics.jsonl";

  /** What a training and its log must have in common. */
  private static final List<String> SAME =
      List.of("steps", "stepsOfEpoch", "examples", "tokens", "parameters", "learned");

  private static final String TAKE_ANOTHER =
      "; let this training write somewhere else, or delete the folder of that one";

  private final Path file;
  private final InstantSource clock;
  private @Nullable FileChannel channel;

  /**
   * Nothing is read or written before the training begins.
   *
   * @param file in a folder that exists then
   */
  public MetricsLog(Path file) {
    this(file, InstantSource.system());
  }

  MetricsLog(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Begins the file, or goes on with it.
   *
   * @throws TrainingException when it is the log of another training that has a checkpoint or
   *     ended, or something else: then it stays as it is; or when it cannot be written
   */
  @Override
  public void started(TrainingPlan plan, long done) {
    close();
    MetricsLine begin = MetricsLine.begin(plan, clock.instant());
    try {
      FileChannel opened =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = opened;
      Kept kept = kept(opened, begin, done);
      if (kept.bytes < opened.size()) {
        opened.truncate(kept.bytes);
      }
      opened.position(kept.bytes);
      if (kept.bytes == 0) {
        write(begin);
      }
      if (done > 0 && kept.savedStep != done) {
        // Killed behind the checkpoint and before its line.
        write(MetricsLine.checkpoint(done, Trainer.LAST));
      }
    } catch (IOException e) {
      close();
      throw failed(e);
    } catch (TrainingException e) {
      close();
      throw e;
    }
  }

  /**
   * What stays of a log.
   *
   * @param bytes from its beginning; 0 for a new one
   * @param savedStep of the last checkpoint in them
   */
  private record Kept(long bytes, long savedStep) {}

  private Kept kept(FileChannel opened, MetricsLine begin, long done) throws IOException {
    MetricsLines lines =
        new MetricsLines(file, Channels.newInputStream(opened.position(0)), opened.size());
    JsonNode first = lines.next();
    if (first == null) {
      return new Kept(0, 0);
    }
    String other = difference(first, begin);
    Kept kept = new Kept(lines.end(), 0);
    boolean goesOn = true;
    boolean wasSaved = false;
    for (JsonNode line = lines.next(); line != null; line = lines.next()) {
      boolean ends = line.path("event").asString("").equals(MetricsLine.END);
      if (ends && done == 0) {
        throw new TrainingException(
            "%s: has the log of a training that ended%s".formatted(file, TAKE_ANOTHER));
      }
      wasSaved |= line.path("event").asString("").equals(MetricsLine.CHECKPOINT);
      goesOn = goesOn && !ends && line.path("step").asLong(Long.MAX_VALUE) <= done;
      if (goesOn) {
        boolean saved = line.path("event").asString("").equals(MetricsLine.CHECKPOINT);
        kept = new Kept(lines.end(), saved ? line.path("step").asLong() : kept.savedStep);
      }
    }
    if (other != null && (done > 0 || wasSaved)) {
      throw new TrainingException(
          "%s: is the log of another training: %s%s".formatted(file, other, TAKE_ANOTHER));
    }
    return other == null ? kept : new Kept(0, 0);
  }

  private static @Nullable String difference(JsonNode first, MetricsLine begin) {
    JsonNode now = MetricsLine.parse(begin.bytes());
    for (String name : SAME) {
      if (now != null && !now.path(name).equals(first.path(name))) {
        return "'%s' was %s and is %s".formatted(name, first.path(name), now.path(name));
      }
    }
    return null;
  }

  @Override
  public void stepped(StepReport report) {
    add(MetricsLine.step(report));
  }

  @Override
  public void validated(long step, Measurement measurement, boolean best) {
    add(MetricsLine.validation(step, measurement, best));
  }

  @Override
  public void saved(long step, Path checkpoint) {
    add(MetricsLine.checkpoint(step, String.valueOf(checkpoint.getFileName())));
  }

  @Override
  public void ended(TrainingResult result) {
    add(MetricsLine.end(result));
  }

  private void add(MetricsLine line) {
    try {
      write(line);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** To the file system and not into a buffer: a process that is killed leaves what happened. */
  private void write(MetricsLine line) throws IOException {
    if (channel == null) {
      throw new IllegalStateException(file + ": the log is closed, or the training has not begun");
    }
    ByteBuffer bytes = ByteBuffer.wrap(line.bytes());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private TrainingException failed(IOException e) {
    String why =
        e instanceof FileSystemException failure && failure.getReason() != null
            ? failure.getReason()
            : String.valueOf(e.getMessage());
    return new TrainingException(
        "%s: the log of the training cannot be written: %s; see that its folder exists and has room, and resume the training"
            .formatted(file, why),
        e);
  }

  /** What was written stays. */
  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }
}
