package dev.heed.gpu.opencl.cl;

/** A call of OpenCL that failed; whoever made the call says what it was for. */
public final class ClError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * The failure of one call.
   *
   * @param call such as {@code clCreateBuffer}
   * @param status what it gave, below 0
   */
  public ClError(String call, int status) {
    super(call + " gave " + ClStatus.describe(status));
    this.status = status;
  }

  /** What the call gave. */
  public int status() {
    return status;
  }
}
