#!/bin/sh
# A demonstration county, and a server for it: tools/demo.sh
#
# It is made once and kept in build/demo.db; remove that file for a new one. It plays
# among the real divisions of Jinzhong (tools/regions.sh); without npm or a network,
# among divisions that are made up.
# BAREFOOT_RESIDENTS and BAREFOOT_LISTEN change its size and address.
set -e
store=build/demo.db
passwords=build/demo.passwords

has_command() {
    ./barefoot --help | grep -q "^  $1 "
}

make_empty_store() {
    rm -f "$store.part" "$store.part-wal" "$store.part-shm"
    ./barefoot migrate --quiet >/dev/null
}

# Under another name until it is complete: what was broken off is made anew.
make_county() {
    export BAREFOOT_STORE="$store.part"
    mkdir -p build
    rm -f "$passwords"
    make_empty_store
    if ! sh tools/regions.sh "$store.part"; then
        echo "  the real divisions could not be had: this county's are made up"
        make_empty_store # half a prefecture would be worse than none
    fi
    ./barefoot demo --residents "${BAREFOOT_RESIDENTS:-30000}" >build/demo.summary
    cat build/demo.summary
    if has_command 'user add'; then
        (umask 077 && sh tools/accounts.sh build/demo.summary >"$passwords")
    fi
    mv "$store.part" "$store"
}

[ -f "$store" ] || make_county
if [ -f "$passwords" ]; then
    echo
    echo "to sign in ($passwords):"
    cat "$passwords"
fi
if has_command serve; then
    exec ./barefoot serve --store "$store" --listen "${BAREFOOT_LISTEN:-127.0.0.1:8080}"
fi
