#!/bin/sh
# A person at the terminal, by any of his numbers: tests/person.sh
set -e
cd "$(dirname "$0")/.."
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
export BAREFOOT_STORE="$directory/county.db"

fail() { echo "person: $*"; exit 1; }
shows() { # PATTERN COMMAND...
    pattern=$1
    shift
    ./barefoot "$@" >"$directory/out" 2>&1 || { cat "$directory/out"; fail "$* failed"; }
    grep -q "$pattern" "$directory/out" || { cat "$directory/out"; fail "$* does not show $pattern"; }
}

./barefoot migrate --quiet >"$directory/out"
./barefoot demo --residents 500 --quiet >"$directory/out"
./barefoot export persons | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $(at["id_kind"]) == "01" { print $(at["citizen_id"]) "," $(at["sex"]); }' >"$directory/ids"
one=$(sed -n 1p "$directory/ids" | cut -d, -f1)
two=$(sed -n 2p "$directory/ids" | cut -d, -f1)

printf 'citizen_id,kind,number,issuer,verified\n%s,03,E99000001,CHN,1\n' "$one" >"$directory/identifiers.csv"
shows '新增1' import identifiers "$directory/identifiers.csv"
shows '未变1' import identifiers "$directory/identifiers.csv"
printf 'citizen_id,kind,name\n%s,2,阿福\n' "$one" >"$directory/names.csv"
shows '新增1' import names "$directory/names.csv"
printf 'citizen_id,kind,other_number\n%s,97,E99000001\n' "$two" >"$directory/relations.csv"
shows '新增1' import relations "$directory/relations.csv"

shows "$one" person show 'e9900 0001'
shows "$one" person show E99000001 --kind 03
shows 'E99000001' person identifiers "$one"
shows '阿福' person names E99000001
shows '其他亲属' person relations "$two"
shows '其他亲属' person relations "$one"
shows '证件号码' person history "$one"
./barefoot person show E99000001 --kind 10 >"$directory/out" 2>&1 && fail 'found by another kind'
grep -q 'nobody has that number' "$directory/out" || fail 'the message is another'
shows 'E99000001' export identifiers
shows '阿福' export names
shows ',97,' export relations
echo "person: all well"
