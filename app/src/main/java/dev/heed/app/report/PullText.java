package dev.heed.app.report;

import dev.heed.app.console.Amount;
import dev.heed.app.console.Progress;
import dev.heed.models.hub.ByteCount;
import dev.heed.models.hub.HubFile;
import dev.heed.models.hub.LeftOut;
import dev.heed.models.hub.PullListener;
import dev.heed.models.hub.PullPlan;
import dev.heed.models.hub.PullResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a pull goes on, for people: what is taken, what is left out, a bar, and what it came to. */
public final class PullText implements PullListener, AutoCloseable {
  /** Makes the bar. */
  public interface Bars {
    /** Of a task that begins with so many bytes and ends with so many. */
    Progress of(String task, long first, long most);
  }

  private static final int NAMED = 3;

  private final Messages messages;
  private final Bars bars;
  private final long start = System.nanoTime();
  private @Nullable Progress progress;

  public PullText(Messages messages, Bars bars) {
    this.messages = messages;
    this.bars = bars;
  }

  @Override
  public void planned(PullPlan plan) {
    long cached = plan.cached().size();
    messages.note(
        "%s at %s, commit %s: %s, %s%s%s"
            .formatted(
                plan.id(),
                plan.revision(),
                plan.commit().substring(0, 7),
                Amount.of(plan.files().size(), "file"),
                ByteCount.of(plan.bytes()),
                cached == 0
                    ? ""
                    : cached == plan.files().size()
                        ? ", all in the cache"
                        : "; %d in the cache, %s"
                            .formatted(cached, ByteCount.of(plan.cachedBytes())),
                plan.partialBytes() == 0
                    ? ""
                    : "; %s of a pull that was cut".formatted(ByteCount.of(plan.partialBytes()))));
    leftOut(plan.leftOut());
    progress = bars.of("pulling", plan.cachedBytes() + plan.partialBytes(), plan.bytes());
  }

  /** A line for each reason, but for what the person did not ask for. */
  private void leftOut(List<LeftOut> files) {
    Map<String, List<HubFile>> byReason =
        files.stream()
            .filter(file -> !file.isUnasked())
            .collect(
                Collectors.groupingBy(
                    LeftOut::why,
                    TreeMap::new,
                    Collectors.mapping(LeftOut::file, Collectors.toList())));
    byReason.forEach((why, those) ->
        messages.note(
            "left out, %s: %s%s (%s)"
                .formatted(
                    why,
                    those.stream()
                        .limit(NAMED)
                        .map(HubFile::path)
                        .collect(Collectors.joining(", ")),
                    those.size() > NAMED ? " and %,d more".formatted(those.size() - NAMED) : "",
                    ByteCount.of(
                        those.stream().mapToLong(file -> Math.max(0, file.size())).sum()))));
  }

  @Override
  public void received(long bytes, HubFile file) {
    if (progress != null) {
      progress.to(bytes, file.path());
    }
  }

  @Override
  public void notice(String text) {
    if (progress != null) {
      progress.makeRoom();
    }
    messages.note(text);
  }

  /** What it came to. */
  public void finished(PullResult result) {
    close();
    result
        .reasonWithoutHub()
        .ifPresent(why ->
            messages.note(
                "used what is in the cache, without asking whether there is something newer: "
                    + why));
    if (result.receivedBytes() > 0) {
      double seconds = Math.max(0.001, (System.nanoTime() - start) / 1e9);
      messages.note(
          "downloaded %s in %s s, %s/s"
              .formatted(
                  ByteCount.of(result.receivedBytes()),
                  Amount.significant(seconds),
                  ByteCount.of((long) (result.receivedBytes() / seconds))));
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}
