package dev.heed.cpu.reference;

import dev.heed.engine.op.Rotate;
import dev.heed.engine.op.RotateGradient;

/** Rotate: each pair of each head by the angle of its row's position. */
final class RotateLoops {
  private RotateLoops() {}

  /** (x, y) → (x · cos − y · sin, x · sin + y · cos). */
  static void rotate(Rotate op) {
    rotate(op.name(), op, 1);
  }

  /** The other way round. */
  static void gradient(RotateGradient op) {
    Rotate same =
        new Rotate(
            op.outGradient(),
            op.cosines(),
            op.sines(),
            op.positions(),
            op.pairing(),
            op.inGradient());
    rotate(op.name(), same, -1);
  }

  private static void rotate(String name, Rotate op, int direction) {
    int[] positions = Indices.within(name, "positions", op.positions(), op.cosines().size(0));
    int heads = op.in().size(1);
    int pairs = op.cosines().size(1);
    for (int r = 0; r < positions.length; r++) {
      float[] cosines = Rows.read(op.cosines(), positions[r]);
      float[] sines = Rows.read(op.sines(), positions[r]);
      for (int h = 0; h < heads; h++) {
        float[] head = Rows.read(op.in(), r * heads + h);
        for (int pair = 0; pair < pairs; pair++) {
          int x =
              switch (op.pairing()) {
                case HALF_SPLIT -> pair;
                case INTERLEAVED -> 2 * pair;
              };
          int y =
              switch (op.pairing()) {
                case HALF_SPLIT -> pair + pairs;
                case INTERLEAVED -> 2 * pair + 1;
              };
          turn(head, x, y, cosines[pair], direction * sines[pair]);
        }
        Rows.write(op.out(), r * heads + h, head);
      }
    }
  }

  private static void turn(float[] head, int x, int y, double cosine, double sine) {
    double before = head[x];
    double other = head[y];
    head[x] = (float) (before * cosine - other * sine);
    head[y] = (float) (before * sine + other * cosine);
  }
}
