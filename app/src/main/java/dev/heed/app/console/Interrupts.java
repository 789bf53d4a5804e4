package dev.heed.app.console;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;

/**
 * Ctrl-C as an event instead of the end of the process, until this is closed.
 *
 * <p>The JDK's only way is {@code sun.misc.Signal}, of the module jdk.unsupported; it is named by
 * reflection, since javac warns of that class in a way that cannot be switched off. Where it is
 * absent, or the process was started with Ctrl-C ignored, nothing changes.
 *
 * <p>The handler before is not put back: OpenCL's compiler sets one of its own behind the JDK's
 * back, which then gives away a handler that is none. What Ctrl-C does after this is closed is what
 * the JVM's own handler does.
 */
public final class Interrupts implements AutoCloseable {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";
  private static final int EXIT = 130; // 128 + SIGINT, as the JVM has it

  private Interrupts() {}

  /**
   * Runs this at each Ctrl-C, on a thread of its own.
   *
   * @param action must not throw
   */
  public static Interrupts to(Runnable action) {
    handle(action);
    return new Interrupts();
  }

  /** Ctrl-C ends the process again. */
  @Override
  public void close() {
    handle(() -> Runtime.getRuntime().exit(EXIT));
  }

  private static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName(SIGNAL);
      Class<?> type = Class.forName(HANDLER);
      MethodHandle run =
          MethodHandles.publicLookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object handler =
          MethodHandleProxies.asInterfaceInstance(
              type, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, type)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), handler);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof IllegalArgumentException)) { // "already used by VM or OS": -Xrs
        throw new IllegalStateException("Ctrl-C cannot be caught", e);
      }
    } catch (ReflectiveOperationException e) {
      // No such class here: Ctrl-C goes on ending the process.
    }
  }
}
