#!/bin/sh
# The tests of the whole program, from outside: tests/run.sh [NAME...]
#
# Each has a log in build/tests; of one that fails the end of it is shown.
set -u
cd "$(dirname "$0")/.." || exit 1
[ -x ./barefoot ] || { echo "tests/run.sh: there is no ./barefoot; 'make' builds it" >&2; exit 1; }
mkdir -p build/tests
failed=

run() {
    name=$1
    began=$(date +%s)
    result=ok
    sh "tests/$name.sh" >"build/tests/$name.log" 2>&1 || result=FAILED
    printf '  test  %-8s %-6s %4d s\n' "$name" "$result" $(($(date +%s) - began))
    if [ "$result" = FAILED ]; then
        tail -n 40 "build/tests/$name.log"
        failed="$failed $name"
    else
        grep -i '^skipped' "build/tests/$name.log"
    fi
}

[ $# -gt 0 ] || set -- cli dedupe exchange card person readme kill naive browser
for name in "$@"; do
    run "$name"
done
[ -z "$failed" ] || { echo "FAILED:$failed"; exit 1; }
