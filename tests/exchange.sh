#!/bin/sh
# docs/exchange.md is true: its files are made, its commands run in their order, and they
# print what it says, but for the time they take.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# Each command becomes NNN.sh, what it is to print NNN.want; a file's block the file.
awk -v to="$directory" '
    /^```csv /    { file = to "/" $2; next }
    /^```console/ { inside = 1; next }
    /^```/        { file = ""; inside = 0; next }
    file          { print > file }
    inside && /^\$ / {
        name = sprintf("%s/%03d", to, ++count)
        print substr($0, 3) > (name ".sh")
        printf "" > (name ".want")
        next
    }
    inside { print > (name ".want") }' docs/exchange.md

export BAREFOOT_STORE="$directory/county.db" LANG=en_US.UTF-8
./barefoot migrate --quiet >/dev/null 2>&1
cd "$directory"
barefoot() { "$root/barefoot" "$@" --quiet; }
without_time() { sed 's/; [0-9.]* s, [0-9]* rows.s$//'; }

failed=0
for script in [0-9]*.sh; do
    # The rejected rows, why, and then the summary, which is on standard output.
    (. "./$script") >out 2>err || true
    cat err out | without_time >got
    without_time <"${script%.sh}.want" >want
    if ! diff -u want got; then
        echo "FAILED: $(cat "$script")"
        failed=1
    fi
done
[ "$(ls [0-9]*.sh | wc -l)" -ge 10 ] || { echo "FAILED: no examples were found"; failed=1; }
exit $failed
