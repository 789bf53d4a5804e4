package dev.heed.bench.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The system's OpenBLAS, called through the foreign function API. */
@SuppressWarnings("restricted") // a native library is what this is about
public final class OpenBlas {
  /** The environment variable that names the library's file, where the system does not find it. */
  public static final String VARIABLE = "HEED_BENCH_OPENBLAS";

  private static final List<String> NAMES =
      List.of("libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll");

  // From cblas.h.
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;

  private static final long LONGEST_NAME = 256;

  private final String name;
  private final Sgemm sgemm;
  private final Sgemv sgemv;
  private final SetThreads setThreads;

  /** {@code cblas_sgemm}: c = alpha · op(a) · op(b) + beta · c. */
  public interface Sgemm {
    /** As in cblas.h. */
    void call(
        int order,
        int transposeA,
        int transposeB,
        int m,
        int n,
        int k,
        float alpha,
        MemorySegment a,
        int rowOfA,
        MemorySegment b,
        int rowOfB,
        float beta,
        MemorySegment c,
        int rowOfC);
  }

  /** {@code cblas_sgemv}: y = alpha · op(a) · x + beta · y. */
  public interface Sgemv {
    /** As in cblas.h. */
    void call(
        int order,
        int transposeA,
        int rows,
        int columns,
        float alpha,
        MemorySegment a,
        int rowOfA,
        MemorySegment x,
        int stepOfX,
        float beta,
        MemorySegment y,
        int stepOfY);
  }

  /** {@code openblas_set_num_threads}. */
  public interface SetThreads {
    /** As in cblas.h. */
    void call(int threads);
  }

  /** {@code openblas_get_config} and its like. */
  public interface Text {
    /** A string that lives as long as the library. */
    MemorySegment call();
  }

  private OpenBlas(NativeLibrary library) {
    setThreads =
        library.function(
            "openblas_set_num_threads", SetThreads.class, FunctionDescriptor.ofVoid(JAVA_INT));
    sgemm =
        library.function(
            "cblas_sgemm",
            Sgemm.class,
            FunctionDescriptor.ofVoid(
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT));
    sgemv =
        library.function(
            "cblas_sgemv",
            Sgemv.class,
            FunctionDescriptor.ofVoid(
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT));
    name =
        version(text(library, "openblas_get_config"))
            + " "
            + text(library, "openblas_get_corename");
  }

  /** The library, if the system has it. */
  public static Peer<OpenBlas> find() {
    return NativeLibrary.find("openblas", VARIABLE, NAMES, OpenBlas::new);
  }

  /** Such as {@code OpenBLAS 0.3.21 SkylakeX}. */
  public String name() {
    return name;
  }

  /** From now on, for every caller in this process. */
  public void setThreads(int threads) {
    setThreads.call(threads);
  }

  /**
   * c = a · bᵀ: a [m, k], b [n, k] → c [m, n], dense and outside the heap. One row is a matrix
   * times a vector, for which a user of BLAS calls another function: sgemm would pack all of b for
   * it.
   */
  public void multiply(int m, int n, int k, MemorySegment a, MemorySegment b, MemorySegment c) {
    if (m == 1) {
      sgemv.call(ROW_MAJOR, NO_TRANSPOSE, n, k, 1, b, k, a, 1, 0, c, 1);
    } else {
      sgemm.call(ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, m, n, k, 1, a, k, b, k, 0, c, n);
    }
  }

  /** The first two words of {@code OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …}. */
  static String version(String config) {
    String[] words = config.strip().split("\\s+");
    return words.length > 1 ? words[0] + " " + words[1] : config.strip();
  }

  private static String text(NativeLibrary library, String function) {
    Text text = library.function(function, Text.class, FunctionDescriptor.of(ADDRESS));
    return text.call().reinterpret(LONGEST_NAME).getString(0);
  }
}
