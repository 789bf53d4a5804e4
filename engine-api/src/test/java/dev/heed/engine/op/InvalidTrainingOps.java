package dev.heed.engine.op;

import static dev.heed.engine.op.Shapes.at;
import static dev.heed.engine.op.Shapes.f16;
import static dev.heed.engine.op.Shapes.f32;
import static dev.heed.engine.op.Shapes.i32;
import static dev.heed.engine.op.Shapes.repeated;

import dev.heed.engine.tensor.SeqSpans;
import dev.heed.engine.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Losses, dropout, gradients of attention and steps of optimisers that cannot be. */
final class InvalidTrainingOps {
  private InvalidTrainingOps() {}

  static List<InvalidOp> all() {
    return List.of(
        new InvalidOp(
            "crossEntropy: logits must have 2 dimensions, was F32 [7]",
            () -> loss(f32(7), i32(7), 0, null, f32(7), null)),
        new InvalidOp(
            "crossEntropy: logits F32 [2, 0] have no classes",
            () -> loss(f32(2, 0), i32(2), 0, null, f32(2), null)),
        new InvalidOp(
            "crossEntropy: targets must be I32, was F32 [2]",
            () -> loss(f32(2, 7), f32(2), 0, null, f32(2), null)),
        new InvalidOp(
            "crossEntropy: targets must be [2], was I32 [7]",
            () -> loss(f32(2, 7), i32(7), 0, null, f32(2), null)),
        new InvalidOp(
            "crossEntropy: smoothing must be at least 0 and below 1, was 1.0",
            () -> loss(f32(2, 7), i32(2), 1, null, f32(2), null)),
        new InvalidOp(
            "crossEntropy: smoothing must be at least 0 and below 1, was NaN",
            () -> loss(f32(2, 7), i32(2), Float.NaN, null, f32(2), null)),
        new InvalidOp(
            "crossEntropy: classWeights must be [7], was F32 [2]",
            () -> loss(f32(2, 7), i32(2), 0, f32(2), f32(2), null)),
        new InvalidOp(
            "crossEntropy: losses must be [2], was F32 [1]",
            () -> loss(f32(2, 7), i32(2), 0, null, f32(1), null)),
        new InvalidOp(
            "crossEntropy: losses F32 [2] overlaps an input F32 [2, 7]",
            () -> loss(at(0, 2, 7), i32(2), 0, null, at(13, 2), null)),
        new InvalidOp(
            "crossEntropy: logSumExp F32 [2] overlaps an input F32 [2]",
            () -> loss(f32(2, 7), i32(2), 0, null, at(0, 2), at(1, 2))),
        new InvalidOp(
            "crossEntropyGradient: smoothing must be at least 0 and below 1, was -0.1",
            () -> lossGradient(f32(2, 7), i32(2), -0.1f, f32(2), f32(2, 7))),
        new InvalidOp(
            "crossEntropyGradient: lossGradient must be [2], was F32 [1]",
            () -> lossGradient(f32(2, 7), i32(2), 0, f32(1), f32(2, 7))),
        new InvalidOp(
            "crossEntropyGradient: logitsGradient F32 [2, 8] must have the shape of logits",
            () -> lossGradient(f32(2, 7), i32(2), 0, f32(2), f32(2, 8))),
        new InvalidOp(
            "crossEntropyGradient: logitsGradient F32 [2, 7] overlaps an input F32 [2, 7] without",
            () -> lossGradient(at(3, 2, 7), i32(2), 0, f32(2), at(0, 2, 7))),
        new InvalidOp(
            "crossEntropyGradient: logitsGradient F32 [2, 7] overlaps an input F32 [2]; give it",
            () -> lossGradient(f32(2, 7), i32(2), 0, at(0, 2), at(0, 2, 7))),
        new InvalidOp(
            "dropout: in must be F32, was F16 [2, 3]", () -> dropout(0, f16(2, 3), f32(2, 3))),
        new InvalidOp(
            "dropout: out F32 [2] must have the shape of in F32 [2, 3]",
            () -> dropout(0, f32(2, 3), f32(2))),
        new InvalidOp(
            "dropout: elements are numbered by an int, and those of in F32 [2, 3] from"
                + " 2,147,483,645 on are more",
            () -> dropout(Integer.MAX_VALUE - 2, f32(2, 3), f32(2, 3))),
        new InvalidOp(
            "dropout: out F32 [2, 3] overlaps an input F32 [2, 3] without being the same view",
            () -> dropout(0, at(1, 2, 3), at(0, 2, 3))),
        new InvalidOp(
            "attention: weights are numbered by an int for dropout, and 1,073,741,824 pairs of 2"
                + " heads are more",
            InvalidTrainingOps::tooManyWeights),
        new InvalidOp(
            "attentionGradient: k must be F32, was F16 [4, 1, 8]",
            () -> gradient(cached(), f32(3, 2, 8), null)),
        new InvalidOp(
            "attentionGradient: the attention must have kept its logSumExp",
            () -> gradient(attention(Masking.NONE, null, ofKeys(4)), f32(3, 2, 8), null)),
        new InvalidOp(
            "attentionGradient: two sequences share key rows",
            () -> gradient(shared(), f32(3, 2, 8), null)),
        new InvalidOp(
            "attentionGradient: outGradient F32 [3, 2, 9] must have the shape of out F32 [3, 2, 8]",
            () -> gradient(attention(), f32(3, 2, 9), null)),
        new InvalidOp(
            "attentionGradient: qGradient F32 [2, 2, 8] must have the shape of q F32 [3, 2, 8]",
            () ->
                new AttentionGradient(
                    attention(), f32(3, 2, 8), f32(2, 2, 8), f32(4, 1, 8), f32(4, 1, 8), null)),
        new InvalidOp(
            "attentionGradient: vGradient F32 [4, 1, 8] overlaps an input F32 [4, 1, 8]",
            () ->
                new AttentionGradient(
                    attention(),
                    f32(3, 2, 8),
                    f32(3, 2, 8),
                    at(0, 4, 1, 8),
                    at(31, 4, 1, 8),
                    null)),
        new InvalidOp(
            "attentionGradient: qGradient F32 [3, 2, 8] overlaps an input F32 [3, 2, 8]",
            () ->
                new AttentionGradient(
                    attention(), at(0, 3, 2, 8), at(0, 3, 2, 8), f32(4, 1, 8), f32(4, 1, 8), null)),
        new InvalidOp(
            "attentionGradient: there is no bias to have a gradient",
            () -> gradient(attention(), f32(3, 2, 8), f32(12))),
        new InvalidOp(
            "attentionGradient: biasGradient F32 [24] must have the shape of bias F32 [12]",
            () ->
                gradient(
                    attention(new Masking(Visibility.ALL, f32(12), null), f32(2, 3), ofKeys(4)),
                    f32(3, 2, 8),
                    f32(24))),
        new InvalidOp(
            "sgdStep: gradient F32 [3, 2] must have the shape of parameter F32 [2, 3]",
            () -> sgd(f32(2, 3), f32(3, 2), null, 0.9f, 0)),
        new InvalidOp(
            "sgdStep: parameter F32 [2, 3] overlaps an input F32 [2, 3]",
            () -> sgd(at(0, 2, 3), at(0, 2, 3), null, 0.9f, 0)),
        new InvalidOp(
            "sgdStep: parameter F32 [2, 3] strides [0, 1] writes some places twice",
            () -> sgd(repeated(2, 3), f32(2, 3), null, 0.9f, 0)),
        new InvalidOp(
            "sgdStep: velocity must be F32, was F16 [2, 3]",
            () -> sgd(f32(2, 3), f32(2, 3), f16(2, 3), 0.9f, 0)),
        new InvalidOp(
            "sgdStep: momentum must be at least 0 and below 1, was 1.0",
            () -> sgd(f32(2, 3), f32(2, 3), f32(2, 3), 1, 0)),
        new InvalidOp(
            "sgdStep: dampening must be at least 0 and below 1, was -0.5",
            () -> sgd(f32(2, 3), f32(2, 3), f32(2, 3), 0.9f, -0.5f)),
        new InvalidOp(
            "adagradStep: squares F32 [6] must have the shape of parameter F32 [2, 3]",
            () -> adagrad(f32(2, 3), f32(6), 0.1f, 0, 1)),
        new InvalidOp(
            "adagradStep: rate must be at least 0 and finite, was -0.1",
            () -> adagrad(f32(2, 3), f32(2, 3), -0.1f, 0, 1)),
        new InvalidOp(
            "adagradStep: decay must be at least 0 and finite, was NaN",
            () -> adagrad(f32(2, 3), f32(2, 3), 0.1f, Float.NaN, 1)),
        new InvalidOp(
            "adagradStep: gradientScale must be finite, was Infinity",
            () -> adagrad(f32(2, 3), f32(2, 3), 0.1f, 0, Float.POSITIVE_INFINITY)),
        new InvalidOp(
            "rmsPropStep: alpha must be at least 0 and below 1, was 1.0",
            () -> rmsProp(f32(2, 3), null, 1, 1e-8f)),
        new InvalidOp(
            "rmsPropStep: epsilon must be at least 0 and finite, was -1.0",
            () -> rmsProp(f32(2, 3), null, 0.9f, -1)),
        new InvalidOp(
            "rmsPropStep: mean F32 [2, 3] overlaps an input F32 [2, 3]",
            () -> rmsProp(at(0, 2, 3), at(5, 2, 3), 0.9f, 1e-8f)),
        new InvalidOp(
            "adamStep: second F32 [3] must have the shape of parameter F32 [2, 3]",
            () -> adam(f32(2, 3), f32(3), null, 0.9f, 0.999f, 1, 1)),
        new InvalidOp(
            "adamStep: greatest F32 [2, 3] overlaps an input F32 [2, 3]",
            () -> adam(at(0, 2, 3), f32(2, 3), at(0, 2, 3), 0.9f, 0.999f, 1, 1)),
        new InvalidOp(
            "adamStep: beta1 must be at least 0 and below 1, was 1.0",
            () -> adam(f32(2, 3), f32(2, 3), null, 1, 0.999f, 1, 1)),
        new InvalidOp(
            "adamStep: beta2 must be at least 0 and below 1, was NaN",
            () -> adam(f32(2, 3), f32(2, 3), null, 0.9f, Float.NaN, 1, 1)),
        new InvalidOp(
            "adamStep: correction1 must be above 0 and at most 1, was 0.0",
            () -> adam(f32(2, 3), f32(2, 3), null, 0.9f, 0.999f, 0, 1)),
        new InvalidOp(
            "adamStep: correction2 must be above 0 and at most 1, was 1.5",
            () -> adam(f32(2, 3), f32(2, 3), null, 0.9f, 0.999f, 1, 1.5f)));
  }

  private static Op loss(
      Tensor logits,
      Tensor targets,
      float smoothing,
      @Nullable Tensor classWeights,
      Tensor losses,
      @Nullable Tensor logSumExp) {
    return new CrossEntropy(logits, targets, smoothing, classWeights, losses, logSumExp);
  }

  private static Op lossGradient(
      Tensor logits, Tensor targets, float smoothing, Tensor lossGradient, Tensor logitsGradient) {
    return new CrossEntropyGradient(logits, targets, smoothing, null, lossGradient, logitsGradient);
  }

  private static Op dropout(int first, Tensor in, Tensor out) {
    return new Dropout(new Chance(0.5f, 1, first), in, out);
  }

  private static Op tooManyWeights() {
    int rows = 1 << 15;
    return new Attention(
        f32(rows, 2, 1),
        f32(rows, 1, 1),
        f32(rows, 1, 1),
        SeqSpans.packed(rows),
        SeqSpans.packed(rows),
        Masking.NONE,
        1,
        0,
        f32(rows, 2, 1),
        null,
        null,
        new Chance(0.1f, 1));
  }

  private static SeqSpans ofKeys(int... lengths) {
    return SeqSpans.packed(lengths);
  }

  private static Attention attention() {
    return attention(Masking.NONE, f32(2, 3), ofKeys(4));
  }

  /** Two heads of three queries over one of four keys. */
  private static Attention attention(Masking masking, @Nullable Tensor logSumExp, SeqSpans keys) {
    return new Attention(
        f32(3, 2, 8),
        f32(4, 1, 8),
        f32(4, 1, 8),
        SeqSpans.packed(3),
        keys,
        masking,
        1,
        0,
        f32(3, 2, 8),
        logSumExp,
        null);
  }

  private static Attention cached() {
    return new Attention(
        f32(3, 2, 8),
        f16(4, 1, 8),
        f16(4, 1, 8),
        SeqSpans.packed(3),
        SeqSpans.packed(4),
        Masking.NONE,
        1,
        0,
        f32(3, 2, 8),
        f32(2, 3),
        null);
  }

  private static Attention shared() {
    return new Attention(
        f32(3, 2, 8),
        f32(4, 1, 8),
        f32(4, 1, 8),
        SeqSpans.packed(1, 2),
        SeqSpans.of(new int[] {0, 2}, new int[] {3, 2}),
        Masking.NONE,
        1,
        0,
        f32(3, 2, 8),
        f32(2, 3),
        null);
  }

  private static Op gradient(
      Attention attention, Tensor outGradient, @Nullable Tensor biasGradient) {
    return new AttentionGradient(
        attention, outGradient, f32(3, 2, 8), f32(4, 1, 8), f32(4, 1, 8), biasGradient);
  }

  private static Op sgd(
      Tensor parameter,
      Tensor gradient,
      @Nullable Tensor velocity,
      float momentum,
      float dampening) {
    return new SgdStep(
        parameter, gradient, velocity, 0.1f, momentum, dampening, false, false, 0, 1);
  }

  private static Op adagrad(
      Tensor parameter, Tensor squares, float rate, float decay, float gradientScale) {
    return new AdagradStep(parameter, f32(2, 3), squares, rate, 1e-8f, decay, gradientScale);
  }

  private static Op rmsProp(Tensor squares, @Nullable Tensor mean, float alpha, float epsilon) {
    return new RmsPropStep(
        f32(2, 3), f32(2, 3), squares, mean, null, 0.1f, alpha, epsilon, 0, 0, 1);
  }

  private static Op adam(
      Tensor first,
      Tensor second,
      @Nullable Tensor greatest,
      float beta1,
      float beta2,
      float correction1,
      float correction2) {
    return new AdamStep(
        f32(2, 3),
        f32(2, 3),
        first,
        second,
        greatest,
        0.1f,
        beta1,
        beta2,
        1e-8f,
        0,
        true,
        correction1,
        correction2,
        1);
  }
}
