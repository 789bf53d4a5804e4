package dev.heed.gpu.opencl.launch;

import dev.heed.engine.op.Activation;
import dev.heed.engine.op.GatedMlp;
import dev.heed.engine.op.Linear;
import dev.heed.engine.op.MatMul;
import dev.heed.engine.op.PackedGatedMlp;
import dev.heed.engine.op.PackedLinear;
import dev.heed.engine.tensor.DType;
import dev.heed.engine.tensor.Layout;
import dev.heed.engine.tensor.PackedWeight;
import dev.heed.engine.tensor.PlainWeight;
import dev.heed.engine.tensor.Tensor;
import dev.heed.gpu.opencl.program.KernelId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Products of matrices, and what is done to their results in passing. */
public final class ProductLaunches {
  private static final KernelId PACK = KernelId.of("pack", "pack");

  /** TILE of the kernel that packs. */
  private static final int PACK_TILE = 16;

  /** LANES of the kernel for few rows. */
  private static final int FEW_ROWS_LANES = 64;

  /** How a weight may be stored. */
  private static final List<DType> WEIGHTS = List.of(DType.F32, DType.F16, DType.BF16);

  private static final Map<Form, KernelId> TILED = new ConcurrentHashMap<>();
  private static final Map<FewRows, KernelId> FEW_ROWS = new ConcurrentHashMap<>();

  private record Form(Tile tile, boolean transposedA, boolean transposedB, DType typeOfB) {
    KernelId kernel() {
      Map<String, Integer> defines = new HashMap<>(tile.defines());
      defines.put("B_TYPE", Codes.of(typeOfB));
      if (transposedA) {
        defines.put("TRANSPOSED_A", 1);
      }
      if (transposedB) {
        defines.put("TRANSPOSED_B", 1);
      }
      return new KernelId("products", "product", defines);
    }
  }

  private record FewRows(int most, DType typeOfB) {
    KernelId kernel() {
      return new KernelId(
          "few_rows", "few_rows", Map.of("MOST_ROWS", most, "B_TYPE", Codes.of(typeOfB)));
    }
  }

  /** A matrix among others: strides of two batch dimensions and of rows. */
  private record Matrix(Tensor tensor, long outer, long middle, long rows) {}

  /** What becomes of the sums. */
  private record Finish(
      float alpha, float beta, @Nullable Tensor bias, Activation activation, boolean gate) {}

  private ProductLaunches() {}

  /** Every set of constants that a device with these limits may be asked for, tuned or not. */
  static Set<KernelId> kernels(DeviceLimits limits) {
    Set<KernelId> kernels = new LinkedHashSet<>();
    for (DType type : WEIGHTS) {
      for (int rows = 1; rows <= ProductShape.MOST_FEW_ROWS; rows *= 2) {
        kernels.add(new FewRows(rows, type).kernel());
      }
    }
    for (Tile tile : Tiles.possible(limits)) {
      for (DType type : WEIGHTS) {
        kernels.add(new Form(tile, false, false, type).kernel());
        kernels.add(new Form(tile, false, true, type).kernel());
      }
      // Of a weight only the other side can be the other way round.
      kernels.add(new Form(tile, true, false, DType.F32).kernel());
      kernels.add(new Form(tile, true, true, DType.F32).kernel());
    }
    return kernels;
  }

  /** out = alpha · A · B + beta · out. */
  public static void matMul(Launcher launcher, Tiles tiles, MatMul op) {
    Layout out = op.out().layout();
    int rank = out.rank();
    int inner = op.transposeA() ? op.a().size(-2) : op.a().size(-1);
    product(
        launcher,
        tiles,
        matrix(op.a()),
        op.transposeA(),
        matrix(op.b()),
        op.transposeB(),
        matrix(op.out()),
        rank > 3 ? out.size(0) : 1,
        rank > 2 ? out.size(-3) : 1,
        out.size(-2),
        inner,
        new Finish(op.alpha(), op.beta(), null, Activation.IDENTITY, false),
        null);
  }

  /** out = f(in · weightᵀ + bias). */
  public static void linear(Launcher launcher, Tiles tiles, Linear op) {
    projection(
        launcher,
        tiles,
        op.in(),
        new PlainWeight(op.weight()),
        op.out(),
        new Finish(1, 0, op.bias(), op.activation(), false));
  }

  /** out = f(in · weightᵀ + bias). */
  public static void linear(Launcher launcher, Tiles tiles, PackedLinear op) {
    projection(
        launcher,
        tiles,
        op.in(),
        op.weight(),
        op.out(),
        new Finish(1, 0, op.bias(), op.activation(), false));
  }

  /** out = f(in · gateᵀ + gateBias) · (in · upᵀ + upBias). */
  public static void gatedMlp(Launcher launcher, Tiles tiles, GatedMlp op) {
    gated(
        launcher,
        tiles,
        new PackedGatedMlp(
            op.in(),
            new PlainWeight(op.gate()),
            new PlainWeight(op.up()),
            op.gateBias(),
            op.upBias(),
            op.activation(),
            op.out()));
  }

  /** out = f(in · gateᵀ + gateBias) · (in · upᵀ + upBias). */
  public static void gated(Launcher launcher, Tiles tiles, PackedGatedMlp op) {
    projection(
        launcher,
        tiles,
        op.in(),
        op.gate(),
        op.out(),
        new Finish(1, 0, op.gateBias(), op.activation(), false));
    projection(
        launcher,
        tiles,
        op.in(),
        op.up(),
        op.out(),
        new Finish(1, 0, op.upBias(), Activation.IDENTITY, true));
  }

  private static void projection(
      Launcher launcher, Tiles tiles, Tensor in, PackedWeight weight, Tensor out, Finish finish) {
    switch (weight) {
      case ColumnWeight columns ->
          projection(launcher, tiles, in, columns.packed(), false, out, finish, columns);
      case PlainWeight plain ->
          projection(launcher, tiles, in, plain.weight(), true, out, finish, null);
      default -> throw new IllegalArgumentException("a weight of another backend");
    }
  }

  /** out = in · matrix, of any type that weights are stored in. */
  static void times(Launcher launcher, Tiles tiles, Tensor in, Tensor matrix, Tensor out) {
    Finish finish = new Finish(1, 0, null, Activation.IDENTITY, false);
    projection(launcher, tiles, in, matrix, false, out, finish, null);
  }

  /** sum += aᵀ · b over all rows, of which neighbours lie equally far apart in each of the two. */
  static void addTransposed(Launcher launcher, Tiles tiles, Tensor a, Tensor b, Tensor sum) {
    product(
        launcher,
        tiles,
        rows(a),
        true,
        rows(b),
        false,
        matrix(sum),
        1,
        1,
        a.width(),
        a.rows(),
        new Finish(1, 1, null, Activation.IDENTITY, false),
        null);
  }

  private static void projection(
      Launcher launcher,
      Tiles tiles,
      Tensor in,
      Tensor stored,
      boolean transposed,
      Tensor out,
      Finish finish,
      @Nullable ColumnWeight use) {
    boolean even = in.layout().hasUniformRows() && out.layout().hasUniformRows();
    int rank = in.rank();
    product(
        launcher,
        tiles,
        even ? rows(in) : matrix(in),
        false,
        matrix(stored),
        transposed,
        even ? rows(out) : matrix(out),
        !even && rank > 3 ? in.size(0) : 1,
        !even && rank > 2 ? in.size(-3) : 1,
        even ? in.rows() : in.size(-2),
        in.width(),
        finish,
        use);
  }

  /** All rows of a tensor as one matrix. */
  private static Matrix rows(Tensor tensor) {
    return new Matrix(tensor, 0, 0, tensor.layout().rowStride());
  }

  /** The last two dimensions as a matrix, those before as a batch. */
  private static Matrix matrix(Tensor tensor) {
    Layout layout = tensor.layout();
    int rank = layout.rank();
    return new Matrix(
        tensor,
        rank > 3 ? layout.stride(0) : 0,
        rank > 2 ? layout.stride(-3) : 0,
        rank > 1 ? layout.stride(-2) : 0);
  }

  private static void product(
      Launcher launcher,
      Tiles tiles,
      Matrix a,
      boolean transposedA,
      Matrix b,
      boolean transposedB,
      Matrix out,
      int outer,
      int middle,
      int rows,
      int inner,
      Finish finish,
      @Nullable ColumnWeight use) {
    int columns = out.tensor.width();
    long batch = (long) outer * middle;
    if (batch * rows * columns == 0) {
      return;
    }
    DType type = b.tensor.dtype();
    boolean few = rows <= ProductShape.MOST_FEW_ROWS && batch == 1 && !transposedA && !transposedB;
    if (few) {
      KernelId kernel =
          FEW_ROWS.computeIfAbsent(
              new FewRows(Integer.highestOneBit(2 * rows - 1), type), FewRows::kernel);
      long groups = parts(columns, FEW_ROWS_LANES);
      arguments(
              use == null ? launcher.kernel(kernel) : launcher.kernel(kernel, use),
              a,
              b,
              out,
              finish,
              inner,
              outer,
              middle,
              rows,
              columns)
          .launch(new long[] {groups * FEW_ROWS_LANES}, new long[] {FEW_ROWS_LANES});
      return;
    }
    Tile tile = tiles.of(ProductShape.of(batch, rows, columns));
    KernelId kernel =
        TILED.computeIfAbsent(new Form(tile, transposedA, transposedB, type), Form::kernel);
    long groupColumns = tile.columns() / tile.eachColumns();
    long groupRows = tile.rows() / tile.eachRows();
    arguments(
            use == null ? launcher.kernel(kernel) : launcher.kernel(kernel, use),
            a,
            b,
            out,
            finish,
            inner,
            outer,
            middle,
            rows,
            columns)
        .launch(
            new long[] {
              batch * parts(rows, tile.rows()) * groupColumns,
              parts(columns, tile.columns()) * groupRows
            },
            new long[] {groupColumns, groupRows});
  }

  private static Launcher.Arguments arguments(
      Launcher.Arguments arguments,
      Matrix a,
      Matrix b,
      Matrix out,
      Finish finish,
      int inner,
      int outer,
      int middle,
      int rows,
      int columns) {
    return arguments
        .tensor(a.tensor, a.outer, a.middle, a.rows)
        .tensor(b.tensor, b.outer, b.middle, b.rows)
        .tensor(out.tensor, out.outer, out.middle, out.rows)
        .sizes(outer, middle, rows, columns)
        .value(inner)
        .value(finish.alpha)
        .value(finish.beta)
        .tensor(finish.bias)
        .value(Codes.of(finish.activation))
        .value(finish.gate ? 1 : 0);
  }

  /** packed [columns, rows] = weight [rows, columns] the other way round, in its own type. */
  public static void pack(Launcher launcher, Tensor weight, Tensor packed) {
    int rows = weight.size(0);
    int columns = weight.size(1);
    if (weight.elements() > 0) {
      launcher
          .kernel(PACK)
          .tensor(weight)
          .value(weight.dtype().blockBytes())
          .place(packed)
          .value(rows)
          .value(columns)
          .launch(
              new long[] {
                parts(columns, PACK_TILE) * PACK_TILE, parts(rows, PACK_TILE) * PACK_TILE
              },
              new long[] {PACK_TILE, PACK_TILE});
    }
  }

  /** How many parts of at most so many elements a size has. */
  private static long parts(int size, int most) {
    return (size + most - 1L) / most;
  }
}
