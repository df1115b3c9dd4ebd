#!/bin/sh
# Writes, rebuild and figures beside the raw library, as a county grows: bench/run.sh
#
# BENCH_RESIDENTS: other sizes than 100000 1000000 3400000. The stores are made in
# build/bench; the largest takes 1.9 GB, and so does the copy that the raw library
# writes to. What the lines say: bench/README.md.
set -e
bench=build/release/bench/bench
folder=build/bench
mkdir -p "$folder"

for residents in ${BENCH_RESIDENTS:-100000 1000000 3400000}; do
    store=$folder/county.db
    rm -f "$folder"/*.db "$folder"/*.db-wal "$folder"/*.db-shm
    echo "== $residents residents"
    $bench make "$store" "$residents"
    du -m "$store" | awk '{ print "store MiB " $1 }'
    $bench rebuild "$store"
    $bench figures "$store"
    $bench cards "$store"
    cp "$store" "$folder/raw.db"
    $bench writes "$store" "$folder/raw.db"
    $bench merges "$store"
    rm -f "$folder"/*.db "$folder"/*.db-wal "$folder"/*.db-shm
done
