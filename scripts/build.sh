# Sourced by ./heed, ./check and the other scripts: which JDK, which Maven, one build at a time.
# Works in bash 3.2, the oldest that is still shipped (macOS).

readonly HEED_MIN_JAVA=25

# Prints the feature release of the JDK in folder $1, or nothing when that is no JDK.
jdk_release() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
}

# Prints the folders where JDKs are usually found, one a line, the most deliberate choice first.
jdk_places() {
  local java home
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  if java=$(command -v java); then
    java=$(readlink -f "$java" 2>/dev/null) && printf '%s\n' "${java%/bin/java}"
  fi
  if [ -x /usr/libexec/java_home ]; then # macOS
    /usr/libexec/java_home -v "$HEED_MIN_JAVA" 2>/dev/null
  fi
  for home in /usr/lib/jvm/* \
    "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* \
    "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/* "${HOME:-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /opt/java/* /opt/jdk* /usr/local/openjdk-*; do
    [ ! -d "$home" ] || printf '%s\n' "$home"
  done
  return 0
}

# Prints the home of the JDK to use: the first of jdk_places that is new enough. Fails when there is none.
find_jdk() {
  local home release
  while IFS= read -r home; do
    release=$(jdk_release "$home")
    if [ "${release:-0}" -ge "$HEED_MIN_JAVA" ]; then
      printf '%s\n' "$home"
      return 0
    fi
  done < <(jdk_places)
  return 1
}

# What to do when find_jdk fails, for stderr.
explain_missing_jdk() {
  cat <<TEXT
$1: no JDK $HEED_MIN_JAVA or newer was found. Looked at JAVA_HOME, the java on the PATH, /usr/lib/jvm, SDKMAN, ~/.jdks and the like.
  Install one and try again, for example:
    sdk install java 25-tem               (SDKMAN, any system)
    apt install openjdk-25-jdk-headless   (Debian 13 backports or newer, Ubuntu 25.10 or newer)
    brew install openjdk@25               (macOS)
  or point JAVA_HOME at it: JAVA_HOME=/path/to/jdk-25 $0
TEXT
}

# What to do when there is no Maven, for stderr.
explain_missing_maven() {
  cat <<TEXT
$1: Maven (the command mvn) was not found, and it builds Heed. Install it and try again, for example:
    apt install maven   ·   brew install maven   ·   sdk install maven
TEXT
}

# Runs Maven on the JDK in folder $1 with the remaining arguments.
maven_on() {
  local jdk=$1
  shift
  # Maven 3's own libraries still use sun.misc.Unsafe and native code; JDK 24 and later warn about both on every start.
  JAVA_HOME=$jdk MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}" \
    mvn -B -ntp "$@"
}

# Waits for the build lock of the checkout in folder $1: two builds in one target/ break each other. The lock goes with the process.
# Where flock is missing (macOS) a folder is the lock, and one left over by a killed build must be removed by hand.
lock_build() {
  mkdir -p "$1/target"
  if command -v flock >/dev/null; then
    exec 9>"$1/target/build.lock"
    flock 9
    return
  fi
  local waited=0
  build_lock=$1/target/build.lock.d
  until mkdir "$build_lock" 2>/dev/null; do
    if [ $((waited += 1)) -eq 60 ]; then
      printf 'waiting for another build; if none runs, remove %s\n' "$build_lock" >&2
    fi
    sleep 1
  done
  trap 'rmdir "$build_lock"' EXIT
}

# Gives the build lock back early.
unlock_build() {
  exec 9>&-
  if [ -n "${build_lock:-}" ]; then
    trap - EXIT
    rmdir "$build_lock"
  fi
}
