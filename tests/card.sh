#!/bin/sh
# A health card from the issue to the last refusal, and with programs that are not ours:
# the QR code is drawn by librsvg and read by ZBar, the key is read by OpenSSL.
set -u
cd "$(dirname "$0")/.." || exit 1
for tool in rsvg-convert zbarimg openssl; do
    command -v $tool >/dev/null || { echo "card: there is no $tool; 'tools/deps.sh test' installs it"; exit 1; }
done
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
export LANG=en_US.UTF-8
export BAREFOOT_STORE="$directory/county.db"
failures=0

fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

# says CODE PATTERN WORD...: barefoot with these words exits so, and says that.
says() {
    code=$1
    pattern=$2
    shift 2
    ./barefoot "$@" </dev/null >"$directory/out" 2>&1
    got=$?
    [ "$got" -eq "$code" ] || fail "barefoot $*: exits $got instead of $code: $(head -c 300 "$directory/out")"
    [ -z "$pattern" ] || grep -q -e "$pattern" "$directory/out" ||
        fail "barefoot $*: does not say '$pattern': $(head -c 300 "$directory/out")"
}

# What ZBar reads in the picture, at so many pixels a side.
read_code() {
    rsvg-convert -w "$2" -b white "$1" -o "$directory/code.png" &&
        zbarimg --quiet --raw "$directory/code.png" 2>/dev/null
}

./barefoot migrate --quiet >/dev/null || exit 1
./barefoot demo --residents 300 --quiet >/dev/null || exit 1
set -- $(sqlite3 "$BAREFOOT_STORE" "SELECT citizen_id FROM person WHERE died_on IS NULL AND is_resident
    AND citizen_id IS NOT NULL AND person_id NOT IN (SELECT person_id FROM health_card) LIMIT 2")
person=$1
other=$2

says 1 'nobody is known by that' card issue nobody
says 0 'HC[0-9]\{10\}' card issue "$person"
says 1 'not_handed_over' card verify "$(./barefoot card code "$person" --svg "$directory/card.svg")"
says 0 'valid' card handover "$person"

# The code on the picture is the text that was signed; 25 mm of paper at 300 dpi are 295 pixels.
for pixels in 295 600; do
    text=$(./barefoot card code "$person" --svg "$directory/card.svg")
    [ "$(read_code "$directory/card.svg" $pixels)" = "$text" ] ||
        fail "ZBar does not read the code at $pixels pixels"
done
says 0 '^verified' card verify "$(read_code "$directory/card.svg" 600)"
case $text in
*"$person"*) fail "the code has the number of the document" ;;
esac

# Offline, with the public key alone; OpenSSL takes it for a key of SM2.
says 0 '' card key export --out "$directory/keys.json"
says 0 '' card key export --pem --out "$directory/key.pem"
openssl pkey -pubin -in "$directory/key.pem" -noout -text 2>/dev/null | grep -q 'ASN1 OID: SM2' ||
    fail "OpenSSL does not know the key for one of SM2"
for file in keys.json key.pem; do
    says 0 '^verified' card verify --key "$directory/$file" "$text" --store "$directory/none.db"
    says 1 'truncated' card verify --key "$directory/$file" "${text%?}"
    says 1 'forged' card verify --key "$directory/$file" "$(echo "$text" | sed 's/^\(.\{100\}\)[A-M]/\1Z/;t
        s/^\(.\{100\}\)./\1A/')"
    says 1 'not_a_card' card verify --key "$directory/$file" "$person"
done
says 1 'that person has none' card code "$other"
says 0 'valid' card issue "$other" --handed-over

# Frozen: the store and the signed list say so, a key alone cannot know.
says 1 'reason is required' card freeze "$person"
says 0 'frozen' card freeze "$person" --reason 遗失
says 1 'frozen: the card is frozen' card verify "$text"
LANG=zh_CN.UTF-8 says 1 '卡已冻结' card verify "$text"
says 0 '' card revoked --out "$directory/blocked"
says 0 '^verified' card verify --key "$directory/keys.json" "$text"
says 1 'frozen' card verify --key "$directory/keys.json" --revoked "$directory/blocked" "$text"
sed -i '/ frozen$/d' "$directory/blocked"
says 1 'altered after it was signed' card verify --key "$directory/keys.json" --revoked "$directory/blocked" "$text"
says 0 'valid' card unfreeze "$person"
says 0 '^verified' card verify "$text"

# A new key: what the old one signed stays good, until it is revoked.
old=$(./barefoot card key | cut -d' ' -f1)
says 0 '' card key new
says 0 '^verified' card verify "$text"
says 1 'unknown_key' card verify --key "$directory/keys.json" "$(./barefoot card code "$person")"
says 0 'revoked' card key revoke "$old"
says 1 'key_revoked' card verify "$text"

# Times are data; the card is replaced, then revoked.
says 1 'from 10 to 3600' card policy dynamic_seconds 5
says 0 'dynamic_seconds  *120' card policy dynamic_seconds 120
text=$(./barefoot card code "$person")
says 0 'not handed over' card replace "$person" --reason 损坏
says 1 'replaced' card verify "$text"
says 0 'revoked' card revoke "$person" --reason 迁出
says 1 'that person has none' card code "$person"
says 0 'sound' doctor

[ $failures -eq 0 ] || exit 1
