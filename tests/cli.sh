#!/bin/sh
# The program as its operator meets it: help, wrong words, and stores that are missing,
# too new, broken, locked, not to be written, or on a disk that is full.
#
# Whatever happens, a command says what is wrong, exits with a code of its own, and the
# store is as good afterwards as before.
set -u
cd "$(dirname "$0")/.." || exit 1
directory=$(mktemp -d)
mounted=
holder=
tidy() {
    [ -z "$holder" ] || kill "$holder" 2>/dev/null
    [ -z "$mounted" ] || umount "$mounted"
    rm -rf "$directory"
}
trap tidy EXIT
export LANG=en_US.UTF-8
export BAREFOOT_STORE="$directory/county.db"
failures=0
checks=0

fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

# says CODE PATTERN WORD...: barefoot with these words exits so, and says that.
says() {
    code=$1
    pattern=$2
    shift 2
    timeout 60 ./barefoot "$@" </dev/null >"$directory/out" 2>&1
    got=$?
    checks=$((checks + 1))
    if [ "$got" -ne "$code" ]; then
        fail "barefoot $*: exits $got instead of $code: $(head -c 300 "$directory/out")"
    elif ! grep -q -e "$pattern" "$directory/out"; then
        fail "barefoot $*: does not say '$pattern': $(head -c 300 "$directory/out")"
    fi
}

# All that counts, as text: who is there, what was recorded, what is counted.
summary() {
    ./barefoot figures show --format csv --period 2025 | cut -d, -f1-8 && # all but the instant
        ./barefoot export persons --format ndjson &&
        ./barefoot export hypertension.followup --format ndjson
}

# The store is whole, and what it was.
is_unharmed() {
    says 0 'every page is sound' doctor
    says 0 'agree' figures verify --quiet
    summary >"$directory/after" 2>&1
    cmp -s "$directory/before" "$directory/after" || fail "$1: the store has changed"
}

fresh() {
    rm -f "$BAREFOOT_STORE" "$BAREFOOT_STORE-wal" "$BAREFOOT_STORE-shm"
    cp "$directory/good.db" "$BAREFOOT_STORE"
}

# ---- files that it makes ------------------------------------------------------------------------

is_private() {
    checks=$((checks + 1))
    [ "$(stat -c %a "$1")" = 600 ] || fail "others may read $1"
}

(umask 022 && BAREFOOT_STORE="$directory/own.db" ./barefoot migrate --quiet >/dev/null 2>&1)
is_private "$directory/own.db"
(umask 022 && BAREFOOT_STORE="$directory/own.db" ./barefoot export persons --out "$directory/own.csv" 2>/dev/null)
is_private "$directory/own.csv"

# ---- help -------------------------------------------------------------------------------------

./barefoot --help | sed -n 's/^  \([a-z]* *[a-z]*\)   *.*/\1/p' | sed 's/ *$//' >"$directory/commands"
[ "$(wc -l <"$directory/commands")" -ge 19 ] || fail "the help lists fewer commands than there are"
while read -r command; do
    # shellcheck disable=SC2086 # one word or two
    says 0 "^barefoot $command" $command --help
    # shellcheck disable=SC2086
    says 2 'unknown option --nonsense; --help tells more' $command --nonsense
    # shellcheck disable=SC2086
    says 2 '--store expects FILE' $command --store
    # shellcheck disable=SC2086
    says 2 '--today expects a date' $command --today 2023-02-29
done <"$directory/commands"
says 0 'usage: barefoot' --help
says 0 'usage: barefoot' help
says 2 'usage: barefoot'
says 2 "'barefoot help' lists them" nonsense
says 2 "list, show" figures
says 2 "list, show" figures nonsense

# ---- no store -----------------------------------------------------------------------------------

while read -r words; do
    # shellcheck disable=SC2086
    says 1 "there is no store at $BAREFOOT_STORE; 'barefoot migrate' makes one" $words
done <<END
doctor
due
demo
serve
user list
user add x --role leader --org A
figures list
figures show
figures verify
figures rebuild
report summary
export persons
import persons x.csv
END
[ ! -e "$BAREFOOT_STORE" ] || fail "a command that found no store left one behind"
says 1 'cannot open /nonexistent' check /nonexistent

# ---- a store, and wrong words ----------------------------------------------------------------------

if ! ./barefoot migrate --quiet >/dev/null ||
    ! ./barefoot demo --residents 600 --year 2025 --until 2025-12-31 --quiet >/dev/null; then
    echo "FAILED: there is no county to test with"
    exit 1
fi
mv "$BAREFOOT_STORE" "$directory/good.db"
fresh
summary >"$directory/before" 2>&1

while IFS='|' read -r pattern words; do
    # shellcheck disable=SC2086
    says 1 "$pattern" $words
done <<END
a period is 2025, 2025Q2, 2025-03|figures show --period 2025-13
no organisation NOPE|figures show --org NOPE
no worker 'NOPE'|worker show NOPE
not both|figures show --org W990101 --region 99
'barefoot figures list'|figures show --programme nope
'barefoot figures list'|figures show nope.nope
expects table, csv or json|figures show --format x
expects one of administrator|user add somebody
expects one of administrator|user add somebody --role emperor --org W990101
no organisation 'NOPE'|user add somebody --role leader --org NOPE
no account nobody|user password nobody
no account nobody|user disable nobody
cannot open /nonexistent.csv|import persons /nonexistent.csv
no form or register 'nothing'; 'barefoot import --help'|import nothing /etc/hostname
no form or register 'nothing'; 'barefoot export --help'|export nothing
cannot write /nonexistent/x|export persons --out /nonexistent/x
whole number up to 2199|report summary --year x
whole number up to 500|due --limit x
a demonstration begins with a store that has none|demo
as 127.0.0.1:8080|serve --listen nonsense
as 127.0.0.1:8080|serve --listen 127.0.0.1:99999
whole number up to 64|serve --threads 65
END
says 2 '--org expects CODE' figures show --org --format csv
says 2 'expected INDICATOR' figures people
says 2 "unexpected argument 'x'" doctor x
says 2 'zh or en' doctor --lang fr
says 2 'takes no value' doctor --quiet=yes
is_unharmed 'wrong words'

# ---- made by a newer program --------------------------------------------------------------------------

fresh
sqlite3 "$BAREFOOT_STORE" "INSERT INTO migration (module, step, run_at) VALUES ('access', 9999, 0)"
for words in doctor 'figures show' 'export persons' migrate serve; do
    # shellcheck disable=SC2086
    says 1 'newer' $words
done
sqlite3 "$BAREFOOT_STORE" "DELETE FROM migration WHERE step = 9999"
is_unharmed 'a newer store'

# ---- broken --------------------------------------------------------------------------------------------

fresh
size=$(wc -c <"$BAREFOOT_STORE")
# Pages in the middle, which most commands do not meet; those that do must not fall.
dd if=/dev/urandom of="$BAREFOOT_STORE" bs=4096 seek=$((size / 8192)) count=64 conv=notrunc 2>/dev/null
says 1 'damaged.*restore it from a backup' doctor
for words in 'figures show --period 2025' 'figures verify --quiet' 'figures rebuild --quiet' due \
    'export persons' 'export hypertension.followup' 'report summary --year 2025'; do
    # shellcheck disable=SC2086
    timeout 60 ./barefoot $words >"$directory/out" 2>&1
    code=$?
    checks=$((checks + 1))
    [ "$code" -le 1 ] || fail "$words on a damaged store ends with $code: $(tail -n 3 "$directory/out")"
done
fresh
dd if=/dev/zero of="$BAREFOOT_STORE" bs=100 count=1 conv=notrunc 2>/dev/null
says 1 'damaged\|not a store' doctor
truncate -s 5000 "$BAREFOOT_STORE"
says 1 'damaged\|not a store' doctor
echo 'name,born_on' >"$BAREFOOT_STORE"
says 1 'damaged\|not a store' doctor
says 1 'damaged\|not a store' migrate
: >"$BAREFOOT_STORE"
says 1 "barefoot migrate" doctor
rm -f "$BAREFOOT_STORE"
mkdir "$BAREFOOT_STORE"
says 1 'cannot open' migrate
rmdir "$BAREFOOT_STORE"

# ---- locked ----------------------------------------------------------------------------------------------

fresh
mkfifo "$directory/words"
sqlite3 "$BAREFOOT_STORE" <"$directory/words" >"$directory/held" 2>&1 &
holder=$!
exec 3>"$directory/words"
printf "BEGIN IMMEDIATE;\nSELECT 'held';\n" >&3
until grep -q held "$directory/held"; do sleep 0.1; done
says 1 'busy\|another process' user add somebody --role leader --org W990101
says 0 'every page is sound' doctor
says 0 'contract.contracts' figures show --period 2025 # who reads waits for nobody
exec 3>&-
wait "$holder"
holder=
rm "$directory/words"
is_unharmed 'a locked store'
says 0 'password, to be changed' user add somebody --role leader --org W990101

# ---- not to be written ------------------------------------------------------------------------------------

fresh
chmod 444 "$BAREFOOT_STORE"
chmod 755 "$directory"
as_other() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else
        "$@"
    fi
}
chmod a+rx . 2>/dev/null
if as_other ./barefoot --help >/dev/null 2>&1; then
    [ "$(id -u)" -eq 0 ] || chmod 555 "$directory"
    for words in 'user add somebody --role leader --org W990101' 'figures rebuild --quiet' migrate; do
        checks=$((checks + 1))
        # shellcheck disable=SC2086
        message=$(as_other ./barefoot $words 2>&1)
        code=$?
        [ "$code" -eq 1 ] || fail "$words on a store that may not be written ends with $code: $message"
        echo "$message" | grep -q 'written\|writ\|permi' || fail "$words on a store that may not be written says: $message"
    done
    chmod 755 "$directory"
else
    echo "skipped: a store that may not be written, because nobody else may run the program here"
fi
chmod 644 "$BAREFOOT_STORE"
is_unharmed 'a store that may not be written'

# ---- a full disk --------------------------------------------------------------------------------------------

mkdir "$directory/disk"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=24m barefoot-test "$directory/disk" 2>/dev/null; then
    mounted="$directory/disk"
    BAREFOOT_STORE="$mounted/county.db"
    fresh
    fill() { dd if=/dev/zero of="$mounted/filler" bs=4096 2>/dev/null; } # until there is no room
    fill
    says 1 'the disk of .* is full' user add somebody --role leader --org W990101
    says 1 'the disk of .* is full' figures rebuild --quiet
    rm "$mounted/filler"
    is_unharmed 'a full disk'

    # While it is being served, a change is refused, and what is there can be read.
    ./barefoot serve --listen 127.0.0.1:0 --quiet >"$directory/address" 2>"$directory/served" &
    holder=$!
    until [ -s "$directory/address" ]; do sleep 0.1; done
    fill
    says 1 'the disk of .* is full' user add somebody --role leader --org W990101
    curl -sf "$(cat "$directory/address")/healthz" | grep -q ok || fail 'no health on a full disk'
    curl -s -H 'Content-Type: application/json' -d '{"login":"admin","password":"wrong"}' \
        "$(cat "$directory/address")/api/session" | grep -q '"status":500' ||
        fail 'a change on a full disk is not refused'
    says 0 'every page is sound' doctor
    rm "$mounted/filler"
    curl -s -H 'Content-Type: application/json' -d '{"login":"admin","password":"wrong"}' \
        "$(cat "$directory/address")/api/session" | grep -q '"status":401' ||
        fail 'after a full disk changes are still refused'
    kill "$holder"
    wait "$holder" || fail "the server ends with $?"
    holder=
    grep -q 'the disk of .* is full' "$directory/served" || fail 'the server does not log a full disk'
    is_unharmed 'a full disk beneath a server'
    says 0 'password, to be changed' user add somebody --role leader --org W990101
else
    echo "skipped: a full disk, because mounting a small one needs root"
fi

echo "$checks checks, $failures failed"
[ "$failures" -eq 0 ]
