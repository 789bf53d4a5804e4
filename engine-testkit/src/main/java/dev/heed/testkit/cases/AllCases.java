package dev.heed.testkit.cases;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The cases of every op, by its name. */
public final class AllCases {
  private static final Map<String, Supplier<List<Case>>> BY_OP = byOp();

  private AllCases() {}

  /** Names of the ops that have cases. */
  public static List<String> ops() {
    return List.copyOf(BY_OP.keySet());
  }

  /** The cases of one op. */
  public static List<Case> of(String op, Grid grid) {
    Supplier<List<Case>> all = BY_OP.get(op);
    if (all == null) {
      throw new IllegalArgumentException("there are no cases for '" + op + "'");
    }
    List<Case> cases = all.get();
    return grid == Grid.FULL ? cases : reduced(cases);
  }

  /** Every case of every op. */
  public static List<Case> of(Grid grid) {
    List<Case> cases = new ArrayList<>();
    for (String op : BY_OP.keySet()) {
      cases.addAll(of(op, grid));
    }
    return cases;
  }

  /** The first case of each feature, those with special values, and every eighth. */
  private static List<Case> reduced(List<Case> cases) {
    List<Case> few = new ArrayList<>();
    Set<String> features = new HashSet<>();
    for (int c = 0; c < cases.size(); c++) {
      String name = cases.get(c).name();
      boolean special =
          name.contains("special") || name.contains("NaN") || name.contains("infinity");
      if (features.add(cases.get(c).feature()) || special || c % 8 == 7) {
        few.add(cases.get(c));
      }
    }
    return few;
  }

  private static Map<String, Supplier<List<Case>>> byOp() {
    Map<String, Supplier<List<Case>>> all = new LinkedHashMap<>();
    all.put("copy", CopyCases::copy);
    all.put("fill", ElementCases::fill);
    all.put("gatherRows", RowCases::gather);
    all.put("scatterRows", RowCases::scatter);
    all.put("combine", ElementCases::combine);
    all.put("multiply", ElementCases::multiply);
    all.put("activate", ElementCases::activate);
    all.put("normalizeRows", NormCases::normalize);
    all.put("norm", NormCases::norm);
    all.put("addNorm", NormCases::addNorm);
    all.put("softmax", NormCases::softmax);
    all.put("rotate", RotateCases::rotate);
    all.put("poolRows", RowCases::pool);
    all.put("argMaxRows", RowCases::argMax);
    all.put("topKRows", RowCases::topK);
    all.put("matMul", ProductCases::matMul);
    all.put("linear", ProductCases::linear);
    all.put("packedLinear", ProductCases::packedLinear);
    all.put("gatedMlp", ProductCases::gatedMlp);
    all.put("packedGatedMlp", ProductCases::packedGatedMlp);
    all.put("attention", AttentionCases::attention);
    all.put("dropout", ElementGradientCases::dropout);
    all.put("crossEntropy", CrossEntropyCases::losses);
    all.put("activateGradient", ElementGradientCases::activate);
    all.put("gatedMlpGradient", ElementGradientCases::gatedMlp);
    all.put("normGradient", NormGradientCases::norm);
    all.put("normalizeRowsGradient", NormGradientCases::normalize);
    all.put("softmaxGradient", NormGradientCases::softmax);
    all.put("rotateGradient", RotateCases::gradient);
    all.put("poolRowsGradient", RowGradientCases::pool);
    all.put("scatterAddRows", RowGradientCases::scatterAdd);
    all.put("sumRows", RowGradientCases::sumRows);
    all.put("sumSquares", RowGradientCases::sumSquares);
    all.put("linearGradient", LinearGradientCases::linear);
    all.put("crossEntropyGradient", CrossEntropyCases::gradients);
    all.put("attentionGradient", AttentionGradientCases::attention);
    all.put("sgdStep", UpdateCases::sgd);
    all.put("adagradStep", UpdateCases::adagrad);
    all.put("rmsPropStep", UpdateCases::rmsProp);
    all.put("adamStep", UpdateCases::adam);
    return all;
  }
}
