#!/bin/sh
# Fuzz each target for some seconds: tools/fuzz.sh SECONDS TARGET...
#
# A target build/fuzz/src/codec/csv_reader_fuzz begins with tests/corpus/csv_reader
# and collects what it finds in build/fuzz/corpus/csv_reader. An input that breaks
# it is left as build/fuzz/csv_reader-crash-...: mend the fault, then move the
# input into tests/corpus, where every `make check` tries it again.
set -e
seconds=$1
shift
for target in "$@"; do
    name=$(basename "$target" _fuzz)
    found=build/fuzz/corpus/$name
    mkdir -p "$found"
    echo "  fuzz  $name for $seconds seconds"
    if ! "$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=4096 -max_len=16384 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="build/fuzz/$name-" \
        "$found" "tests/corpus/$name" >"build/fuzz/$name.log" 2>&1; then
        tail -n 40 "build/fuzz/$name.log"
        exit 1
    fi
    grep -e '^stat::number_of_executed_units' -e '^stat::average_exec_per_sec' "build/fuzz/$name.log"
done
