package dev.heed.gpu.opencl.cl;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jocl.NativePointerObject;
import org.jocl.Pointer;
import org.jocl.cl_context;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of other calls, keeps a ledger of every object that was made and not released,
 * notes what is used or released when it is gone, and makes chosen calls fail.
 */
public final class CallLedger {
  private static final Set<String> MAKERS = Set.of("enqueueMapBuffer", "enqueueMarker");

  private final ClCalls inner;
  private final ClCalls calls;
  private final IdentityHashMap<Object, String> live = new IdentityHashMap<>();
  private final IdentityHashMap<Object, String> gone = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Map<Integer, cl_mem>> arguments = new IdentityHashMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final List<String> misuse = new ArrayList<>();
  private Fault fault = Fault.NONE;
  private int total;

  /**
   * What fails.
   *
   * @param method of {@link ClCalls}, or {@code *}
   * @param first its first call that fails, from 0
   * @param last its last call that fails
   * @param status what it gives
   */
  public record Fault(String method, int first, int last, int status) {
    /** Nothing fails. */
    public static final Fault NONE = new Fault("", 0, -1, 0);

    /** One call fails. */
    public static Fault once(String method, int call, int status) {
      return new Fault(method, call, call, status);
    }

    /** It fails from this call on. */
    public static Fault from(String method, int call, int status) {
      return new Fault(method, call, Integer.MAX_VALUE, status);
    }

    boolean hits(String name, int count, int total) {
      int call = method.equals("*") ? total : count;
      return (method.equals("*") || method.equals(name)) && first <= call && call <= last;
    }
  }

  /** Nothing fails yet. */
  public CallLedger(ClCalls inner) {
    this.inner = inner;
    this.calls =
        (ClCalls)
            Proxy.newProxyInstance(
                ClCalls.class.getClassLoader(),
                new Class<?>[] {ClCalls.class},
                (_, method, given) -> call(method, given));
  }

  /** What the backend is given. */
  public ClCalls calls() {
    return calls;
  }

  /** From now on this fails, its calls counted from now on. */
  public synchronized void fail(Fault next) {
    fault = next;
    counts.clear();
    total = 0;
  }

  /** How often each method was called since {@link #fail}, or the beginning. */
  public synchronized Map<String, Integer> counts() {
    return new LinkedHashMap<>(counts);
  }

  /** What was made and not released. */
  public synchronized List<String> live() {
    return List.copyOf(live.values());
  }

  /** How many of a kind there are, such as {@code cl_mem}. */
  public synchronized long live(String kind) {
    return live.values().stream().filter(kind::equals).count();
  }

  /** What was done to objects that are gone. */
  public synchronized List<String> misuse() {
    return List.copyOf(misuse);
  }

  /** What a failing method is called in its error. */
  public static String openClName(String method) {
    return "cl" + Character.toUpperCase(method.charAt(0)) + method.substring(1);
  }

  private @Nullable Object call(Method method, Object @Nullable [] given) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.invoke(this, given);
    }
    Object[] all = given == null ? new Object[0] : given;
    String name = method.getName();
    before(name, all);
    Object made;
    try {
      made = method.invoke(inner, all);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (name.startsWith("create") || MAKERS.contains(name)) {
      add(made, made instanceof ByteBuffer ? "mapped memory" : made.getClass().getSimpleName());
    }
    return made;
  }

  private synchronized void add(Object made, String kind) {
    live.put(made, kind);
  }

  private synchronized void before(String name, Object[] given) {
    for (Object argument : given) {
      refuseGone(name, argument);
    }
    if (name.equals("setKernelArg")) {
      noteArgument((cl_kernel) given[0], (int) given[1], (Pointer) given[3]);
    } else if (name.equals("enqueueNDRangeKernel")) {
      arguments
          .getOrDefault(given[1], Map.of())
          .forEach((index, buffer) -> refuseGone(name + ", argument " + index, buffer));
    }
    if (name.startsWith("release")) {
      remove(name, given[0]);
    } else if (name.equals("enqueueUnmapMemObject")) {
      remove(name, given[2]);
    }
    int count = counts.merge(name, 1, Integer::sum) - 1;
    if (fault.hits(name, count, total++)) {
      throw new ClError(openClName(name), fault.status());
    }
  }

  private void remove(String name, Object object) {
    String kind = live.remove(object);
    if (kind == null) {
      misuse.add(name + " of what is not there");
    } else {
      gone.put(object, kind);
      if (object instanceof cl_context && !live.isEmpty()) {
        misuse.add("the context goes before " + live.values());
      }
    }
  }

  private void refuseGone(String name, @Nullable Object object) {
    if (object != null && gone.containsKey(object)) {
      misuse.add("%s uses a released %s".formatted(name, gone.get(object)));
    }
  }

  private void noteArgument(cl_kernel kernel, int index, @Nullable Pointer value) {
    Map<Integer, cl_mem> ofKernel = arguments.computeIfAbsent(kernel, _ -> new HashMap<>());
    cl_mem buffer = value == null ? null : named(value);
    if (buffer == null) {
      ofKernel.remove(index);
    } else {
      refuseGone("setKernelArg", buffer);
      ofKernel.put(index, buffer);
    }
  }

  private static @Nullable cl_mem named(Pointer pointer) {
    try {
      Field field = NativePointerObject.class.getDeclaredField("pointers");
      field.setAccessible(true);
      NativePointerObject[] all = (NativePointerObject[]) field.get(pointer);
      return all != null && all[0] instanceof cl_mem buffer ? buffer : null;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("JOCL's pointers have another form", e);
    }
  }
}
