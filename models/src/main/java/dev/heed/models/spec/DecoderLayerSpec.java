package dev.heed.models.spec;

/**
 * What differs from layer to layer.
 *
 * @param window keys that a query sees, its own among them; 0 for all before it
 * @param rotary which of {@link DecoderPositions#rotaries}; −1 for none
 */
public record DecoderLayerSpec(int window, int rotary) {
  public DecoderLayerSpec {
    if (window < 0 || rotary < -1) {
      throw new ModelException(
          "layer: a window of %d and rotary table %d".formatted(window, rotary));
    }
  }
}
