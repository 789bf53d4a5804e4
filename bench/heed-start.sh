#!/usr/bin/env bash
# Prints how ./heed starts Java, for programs of bench that start it the same way: the java, the file of its AOT cache, which appears some
# seconds after the first run, and its class path. Needs a build by ./heed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../scripts/build.sh
. "$root/scripts/build.sh"
# shellcheck source=../scripts/aot.sh
. "$root/scripts/aot.sh"
jdk=$(find_jdk)
jars=$root/app/target/run/$(cat "$root/app/target/run/current")
printf '%s\n' "$jdk/bin/java" "$(aot_cache "$jdk" "$jars")" "$(class_path "$jars")"
