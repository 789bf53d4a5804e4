package dev.heed.engine.error;

/** A failure of a device or its driver, other than that there is none or that memory is short. */
public final class DeviceException extends HeedException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What failed. */
  public enum Kind {
    /** A kernel did not compile; the message has the compiler's log and the lines it speaks of. */
    KERNEL_BUILD,
    /** A kernel could not be started, or failed; the message has sizes and limits. */
    LAUNCH,
    /** Bytes could not be moved to or from the device. */
    TRANSFER,
    /** The device is of no use to this process any more. */
    DEVICE_LOST
  }

  public DeviceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public DeviceException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What failed. */
  public Kind kind() {
    return kind;
  }
}
