package dev.heed.engine.tensor;

/**
 * A weight [rows, columns] in one backend's private order, made once at load by {@code
 * Backend.pack}. It lives as long as the scope it was packed into.
 */
public interface PackedWeight {
  /** Output features. */
  int rows();

  /** Input features. */
  int columns();

  /** Memory that the packed form takes, in bytes. */
  long byteSize();

  /** Name of the private order, such as {@code panels-16}, for reports. */
  String format();

  /** True until the scope that it was packed into is reset or closed. */
  boolean isAlive();

  /** Identity of the backend that packed it. */
  Object owner();
}
