# Sourced by ./heed: the JVM's AOT cache (JEP 483), the classes of a run as a former one had loaded and linked them. A run without it
# does the same, later. HEED_AOT=off switches it off; deleting it is safe, and the next run has it made anew.

# Prints the jars in folder $1 as a class path: by name and in one order, to which a cache is bound.
class_path() {
  local jar path=
  for jar in "$1"/*.jar; do
    path=$path:$jar
  done
  printf '%s\n' "${path#:}"
}

# Prints where the cache is for the JDK in folder $1 and the jars in folder $2. A JDK that was updated in place has another release file.
aot_cache() {
  local key
  key=$({ printf '%s\n' "$1" && cat "$1/release"; } | cksum)
  printf '%s/%s.aot\n' "$2" "${key%% *}"
}

# True unless it is switched off, or java gets flags of the user's own: with most of them it refuses the cache, and then does without the
# one that comes with the JDK as well.
aot_wanted() {
  [ "${HEED_AOT:-on}" != off ] && [ -z "${JDK_JAVA_OPTIONS:-}${JAVA_TOOL_OPTIONS:-}${_JAVA_OPTIONS:-}" ]
}

# Has cache $1 made by a run of $2, a java with all that comes before the main class's arguments ($3 and on), and returns at once. The file
# appears whole and tested, or empty where that failed; one process makes it.
make_aot_cache() {
  local cache=$1 java=$2 making=$1.making
  shift 2
  mkdir "$making" 2>/dev/null || {
    [ -z "$(find "$making" -prune -mmin +60 2>/dev/null)" ] || rm -rf "$making" # left by one that was killed
    return 0
  }
  (
    (
      trap '' HUP # the terminal may be gone before it is done
      for name in $(compgen -e HEED_); do
        unset "$name"
      done
      # Starting with the cache alone makes java compare its checksums, which a run does not.
      printf 'a text\nand another one\n' | nice "$java" "-XX:AOTCacheOutput=$making/aot" "$@" embed &&
        nice "$java" "-XX:AOTCache=$making/aot" -XX:AOTMode=on -XX:+UnlockDiagnosticVMOptions -XX:+VerifySharedSpaces "$@" --version ||
        : >"$making/aot"
      mv -f "$making/aot" "$cache"
      rm -rf "$making"
    ) </dev/null >/dev/null 2>&1 &
  )
}
