#!/bin/sh
# Install by apt what is missing: tools/deps.sh [test|fuzz]
#
# Without a word: what building and running needs. `test` adds what the tests need,
# `fuzz` the compiler with the fuzzer. When all is there, nothing happens. What is
# there is found by looking for the thing itself, not for a package: a Node from
# elsewhere is as good as Debian's.
set -eu
wanted=${1:-run}

# For what, the kind of thing, the thing, Debian's package.
list() {
    cat <<'END'
run  command gcc              gcc
run  header  stdio.h          libc6-dev
run  command make             make
run  header  sqlite3.h        libsqlite3-dev
run  header  microhttpd.h     libmicrohttpd-dev
run  header  yajl/yajl_tree.h libyajl-dev
run  header  argon2.h         libargon2-dev
run  header  openssl/evp.h    libssl-dev
run  header  qrencode.h       libqrencode-dev
run  header  unicode/utrans.h libicu-dev
run  node    18.19            nodejs
run  command npm              npm
run  file    /etc/ssl/certs/ca-certificates.crt ca-certificates
test command clang-format     clang-format
test command git              git
test command sqlite3          sqlite3
test command curl             curl
test command chromium         chromium
test command rsvg-convert     librsvg2-bin
test command zbarimg          zbar-tools
fuzz command clang            clang
END
}

has_header() {
    echo "#include <$1>" | gcc -E -x c - >/dev/null 2>&1
}

has_node() {
    node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        const [least, least_minor] = process.argv[1].split(".").map(Number);
        process.exit(major > least || (major === least && minor >= least_minor) ? 0 : 1);
    ' "$1" 2>/dev/null
}

is_there() {
    case $1 in
    command) command -v "$2" >/dev/null 2>&1 ;;
    header) has_header "$2" ;;
    node) has_node "$2" ;;
    file) [ -e "$2" ] ;;
    esac
}

# "THING PACKAGE" a line.
find_missing() {
    list | while read -r purpose kind thing package; do
        if [ "$purpose" = run ] || [ "$purpose" = "$wanted" ]; then
            is_there "$kind" "$thing" || echo "$thing $package"
        fi
    done
}

refuse() {
    echo "tools/deps.sh: $1" >&2
    exit 1
}

case $wanted in
run | test | fuzz) ;;
*) refuse "expected nothing, test or fuzz, not '$wanted'" ;;
esac

missing=$(find_missing)
[ -n "$missing" ] || exit 0
packages=$(echo "$missing" | awk '{ printf "%s%s", sep, $2; sep = " " }')
echo "  deps  missing: $packages"

command -v apt-get >/dev/null 2>&1 ||
    refuse "there is no apt-get here; install what Debian calls $packages, then start again"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 ||
        refuse "installing needs root, and there is no sudo; as root: apt-get install $packages"
    as_root=sudo
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
run_apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >"$log" 2>&1 || {
        cat "$log" >&2
        refuse "'apt-get $*' failed, for the reason above"
    }
}

echo "  deps  ${as_root:+$as_root }apt-get update"
run_apt update
echo "  deps  ${as_root:+$as_root }apt-get install $packages"
# shellcheck disable=SC2086 # one word for each package
run_apt install --yes --no-install-recommends $packages

missing=$(find_missing)
[ -z "$missing" ] ||
    refuse "installed, but what was found is missing or too old: $(echo "$missing" | awk '{ print $1 " (" $2 ")" }' | tr '\n' ' ')"
