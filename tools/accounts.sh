#!/bin/sh
# One account for each kind of work in a demonstration county, and the password that each is given
# first: tools/accounts.sh SUMMARY, which is what `barefoot demo` printed. The store is $BAREFOOT_STORE.
set -e
awk '/^accounts that could be made/ { found = 1; next }
     found && NF >= 4 { print $1, $2, $3, $4 }' "$1" |
while read -r login role organisation worker; do
    if [ "$worker" = - ]; then
        worker=
    fi
    ./barefoot user add "$login" --role "$role" --org "$organisation" \
        ${worker:+--worker "$worker"}
done
