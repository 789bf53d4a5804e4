package dev.heed.bench.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heed.bench.peer.NativeLibrary;
import dev.heed.bench.peer.Peer;
import dev.heed.gpu.opencl.NativeHandles.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The system's CLBlast, called through its interface for C. */
public final class ClBlast {
  /** The environment variable that names the library's file, where the system does not find it. */
  static final String VARIABLE = "HEED_BENCH_CLBLAST";

  private static final List<String> NAMES =
      List.of("libclblast.so.1", "libclblast.so", "libclblast.dylib", "clblast.dll");

  // From clblast_c.h.
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;

  /** It has no function that tells its version; the file's name has it. */
  private static final Pattern FILE = Pattern.compile("/libclblast\\.so\\.([0-9]+(?:\\.[0-9]+)*)$");

  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

  private final Sgemm sgemm;
  private final Sgemv sgemv;
  private final ClearCache clearCache;
  private final String name;

  /** {@code CLBlastSgemm}: c = alpha · op(a) · op(b) + beta · c. */
  public interface Sgemm {
    /** As in clblast_c.h; gives a status. */
    int call(
        int layout,
        int transposeA,
        int transposeB,
        long m,
        long n,
        long k,
        float alpha,
        MemorySegment a,
        long offsetA,
        long rowOfA,
        MemorySegment b,
        long offsetB,
        long rowOfB,
        float beta,
        MemorySegment c,
        long offsetC,
        long rowOfC,
        MemorySegment queue,
        MemorySegment event);
  }

  /** {@code CLBlastSgemv}: y = alpha · op(a) · x + beta · y. */
  public interface Sgemv {
    /** As in clblast_c.h; gives a status. */
    int call(
        int layout,
        int transposeA,
        long rows,
        long columns,
        float alpha,
        MemorySegment a,
        long offsetA,
        long rowOfA,
        MemorySegment x,
        long offsetX,
        long stepOfX,
        float beta,
        MemorySegment y,
        long offsetY,
        long stepOfY,
        MemorySegment queue,
        MemorySegment event);
  }

  /** {@code CLBlastClearCache}. */
  public interface ClearCache {
    /** As in clblast_c.h; gives a status. */
    int call();
  }

  private ClBlast(NativeLibrary library) {
    sgemm =
        library.function(
            "CLBlastSgemm",
            Sgemm.class,
            FunctionDescriptor.of(
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                ADDRESS,
                ADDRESS));
    sgemv =
        library.function(
            "CLBlastSgemv",
            Sgemv.class,
            FunctionDescriptor.of(
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG,
                JAVA_LONG,
                ADDRESS,
                ADDRESS));
    clearCache =
        library.function("CLBlastClearCache", ClearCache.class, FunctionDescriptor.of(JAVA_INT));
    name = nameOfMapped();
  }

  /** The library, if the system has it. */
  static Peer<ClBlast> find() {
    return NativeLibrary.find("clblast", VARIABLE, NAMES, ClBlast::new);
  }

  /** Such as {@code CLBlast 1.5.3}, or {@code CLBlast} where its file does not tell. */
  String name() {
    return name;
  }

  /** The function that {@link #multiply} calls. */
  static String function(int m) {
    return m == 1 ? "CLBlastSgemv" : "CLBlastSgemm";
  }

  /**
   * Enqueues c = a · bᵀ: a [m, k], b [n, k] → c [m, n], dense. One row is a matrix times a vector,
   * which has a function of its own.
   *
   * @param a of floats, as b and c are
   * @param queue a cl_command_queue
   */
  void multiply(int m, int n, int k, Place a, Place b, Place c, MemorySegment queue) {
    MemorySegment noEvent = MemorySegment.NULL;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocateFrom(ADDRESS, queue);
      int status =
          m == 1
              ? sgemv.call(
                  ROW_MAJOR,
                  NO_TRANSPOSE,
                  n,
                  k,
                  1,
                  b.memory(),
                  floats(b),
                  k,
                  a.memory(),
                  floats(a),
                  1,
                  0,
                  c.memory(),
                  floats(c),
                  1,
                  pointer,
                  noEvent)
              : sgemm.call(
                  ROW_MAJOR,
                  NO_TRANSPOSE,
                  TRANSPOSE,
                  m,
                  n,
                  k,
                  1,
                  a.memory(),
                  floats(a),
                  k,
                  b.memory(),
                  floats(b),
                  k,
                  0,
                  c.memory(),
                  floats(c),
                  n,
                  pointer,
                  noEvent);
      if (status != 0) {
        throw new IllegalStateException(
            "%s failed with status %d at m %d, n %d, k %d".formatted(function(m), status, m, n, k));
      }
    }
  }

  private static long floats(Place place) {
    return place.byteOffset() / Float.BYTES;
  }

  /** Forgets compiled kernels: before their context is released, whose address the next may get. */
  void forgetKernels() {
    int status = clearCache.call();
    if (status != 0) {
      throw new IllegalStateException("CLBlastClearCache failed with status " + status);
    }
  }

  private static String nameOfMapped() {
    if (!Files.isReadable(MAPPED_FILES)) {
      return "CLBlast";
    }
    try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
      return name(lines);
    } catch (IOException e) {
      return "CLBlast";
    }
  }

  /** From the lines of /proc/self/maps. */
  static String name(Stream<String> mappedFiles) {
    return mappedFiles
        .map(FILE::matcher)
        .filter(Matcher::find)
        .map(file -> "CLBlast " + file.group(1))
        .findFirst()
        .orElse("CLBlast");
  }
}
