#!/bin/sh
# An answered write survives `kill -9`, and nothing is half there.
#
# KILL_ROUNDS says how often the server is killed.
set -eu
cd "$(dirname "$0")/.."
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
export BAREFOOT_STORE="$directory/kill.db"

./barefoot migrate --quiet >/dev/null
./barefoot demo --residents 1500 --quiet >"$directory/summary"
# The login, role, organisation and worker that the demonstration names.
for login in town village; do
    awk -v login="$login" '/^accounts that could be made/ { found = 1 }
        found && $1 == login { print $2, $3, $4 }' "$directory/summary" |
        while read -r role organisation worker; do
            ./barefoot user add "$login" --role "$role" --org "$organisation" --worker "$worker"
        done
done >"$directory/passwords"
node tests/kill.mjs "$directory" "${KILL_ROUNDS:-20}"
