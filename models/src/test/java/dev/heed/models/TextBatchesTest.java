package dev.heed.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heed.models.arch.CancelledException;
import dev.heed.models.tokenizer.Encoding;
import dev.heed.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TextBatchesTest {
  @TempDir Path folder;

  private final List<Integer> batchSizes = Collections.synchronizedList(new ArrayList<>());
  private Tokenizer tokenizer;

  @BeforeEach
  void makeTokenizer() {
    TinyModel.encoder().write(folder);
    tokenizer = Tokenizer.load(folder);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void resultsComeInTheOrderOfTheTexts(int threads) {
    assertThat(batches(40, 7, this::lengths).run(threads)).isEqualTo(expected(40));
    assertThat(batchSizes).as("texts of 3 to 5 tokens").containsOnly(1, 2);
  }

  @Test
  void noTextsGiveNoResults() {
    assertThat(batches(0, 7, this::lengths).run(2)).isEmpty();
  }

  @Test
  void aTextLongerThanABatchIsABatch() {
    assertThat(batches(6, 1, this::lengths).run(1)).isEqualTo(expected(6));
    assertThat(batchSizes).hasSize(6).containsOnly(1);
  }

  /** Each waits for the other: with one after the other this would never end. */
  @Test
  void batchesRunAtTheSameTime() {
    CyclicBarrier both = new CyclicBarrier(2);
    Function<List<Encoding>, float[][]> meeting =
        batch -> {
          meet(both);
          return lengths(batch);
        };
    assertThat(batches(4, 1, meeting).run(2)).isEqualTo(expected(4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatOneBatchThrowsIsThrownAndNoOtherBegun(int threads) {
    Function<List<Encoding>, float[][]> failing =
        batch -> {
          batchSizes.add(batch.size());
          throw new IllegalStateException("no room");
        };
    assertThatThrownBy(() -> batches(100, 1, failing).run(threads))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no room");
    assertThat(batchSizes).hasSizeLessThanOrEqualTo(threads);
  }

  /** As when both were in one pass with others, which failed. */
  @Test
  void whatTwoBatchesThrowTogetherIsThrownOnce() {
    CyclicBarrier both = new CyclicBarrier(2);
    IllegalStateException shared = new IllegalStateException("broken");
    Function<List<Encoding>, float[][]> failing =
        batch -> {
          meet(both);
          throw shared;
        };
    assertThatThrownBy(() -> batches(4, 1, failing).run(2))
        .isSameAs(shared)
        .hasNoSuppressedExceptions();
  }

  @Test
  void anInterruptEndsTheWorkOfAllThreads() {
    CyclicBarrier both = new CyclicBarrier(2);
    Thread caller = Thread.currentThread();
    Function<List<Encoding>, float[][]> interrupting =
        batch -> {
          meet(both);
          caller.interrupt();
          return lengths(batch);
        };
    assertThatThrownBy(() -> batches(100, 1, interrupting).run(2))
        .isInstanceOf(CancelledException.class);
    assertThat(Thread.interrupted()).as("its interrupt flag is set").isTrue();
    assertThat(batchSizes).hasSizeLessThan(100);
  }

  private TextBatches<Float> batches(
      int texts, int tokensPerBatch, Function<List<Encoding>, float[][]> run) {
    return new TextBatches<>(
        "tiny", texts, tokensPerBatch, this::encode, run, (encoding, row) -> row[0]);
  }

  private Encoding encode(int text) {
    return tokenizer.encode("the ".repeat(1 + text % 3));
  }

  /** One number for each text: its tokens. */
  private float[][] lengths(List<Encoding> batch) {
    batchSizes.add(batch.size());
    return batch.stream().map(encoding -> new float[] {encoding.size()}).toArray(float[][]::new);
  }

  /** A word, [CLS] and [SEP] at least. */
  private static List<Float> expected(int texts) {
    return IntStream.range(0, texts).mapToObj(text -> 3f + text % 3).toList();
  }

  private static void meet(CyclicBarrier both) {
    try {
      both.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("the other batch did not come", e);
    }
  }
}
