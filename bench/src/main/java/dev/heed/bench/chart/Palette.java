package dev.heed.bench.chart;

import java.awt.Color;

/** Colours that people with any kind of colour vision can tell apart (Okabe and Ito, 2008). */
final class Palette {
  static final Color[] SERIES = {
    new Color(0x0072B2), new Color(0xE69F00), new Color(0x009E73),
    new Color(0xCC79A7), new Color(0x56B4E9), new Color(0xD55E00),
  };

  private Palette() {}
}
