#!/bin/sh
# barefoot dedupe from outside: people who were made up, two files, the store and its queue.
set -u
cd "$(dirname "$0")/.." || exit 1
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
export LANG=en_US.UTF-8
export BAREFOOT_STORE="$directory/county.db"
failures=0

fail() {
    echo "FAILED: $1"
    failures=$((failures + 1))
}

# says CODE PATTERN WORD...: barefoot dedupe with these words exits so, and says that.
says() {
    code=$1
    pattern=$2
    shift 2
    ./barefoot dedupe "$@" --quiet </dev/null >"$directory/out" 2>&1
    got=$?
    [ "$got" -eq "$code" ] || fail "dedupe $*: exits $got instead of $code: $(head -c 300 "$directory/out")"
    grep -q -e "$pattern" "$directory/out" ||
        fail "dedupe $*: does not say '$pattern': $(head -c 300 "$directory/out")"
}

# Two entries of each of 60 people; the second with a letter or a digit wrong.
awk -v first="$directory/first.csv" -v second="$directory/second.csv" 'BEGIN {
    split("anna bertha clara dora emma frieda gerda hanna ida jutta", given, " ")
    split("miller smith baker taylor cooper fisher", surname, " ")
    print "who,given,family,born,number" > first; print "who,given,family,born,number" > second
    for (i = 0; i < 60; i++) {
        g = given[i % 10 + 1]; s = surname[int(i / 10) + 1]
        born = sprintf("19%02d%02d%02d", 30 + i % 60, i % 12 + 1, i % 28 + 1)
        printf "p%d,%s,%s,%s,%d\n", i, g, s, born, 7310000 + i * 7919 > first
        printf "p%d,%s,%s,%s,%d\n", i, i % 3 ? g : substr(g, 2), i % 3 == 1 ? s "e" : s, born, \
            7310000 + i * 7919 + (i % 3 == 2) * 90 > second
    }
}'
fields=given=latin_name,family=latin_name,born=date,number=number

says 0 '"records":120' "$directory/first.csv" --link "$directory/second.csv" --fields "$fields" --truth who --json
grep -q '"clusters":{"probability":[0-9.]*,"pairs":\(5[6-9]\|60\),"right":\(5[6-9]\|60\)' "$directory/out" ||
    fail "two files: not the 60 people: $(cat "$directory/out")"
says 0 'pairs merged' "$directory/first.csv" --link "$directory/second.csv" --fields "$fields" \
    --write-model "$directory/a.model"
says 0 'pairs merged' "$directory/first.csv" --link "$directory/second.csv" --fields "$fields" \
    --model "$directory/a.model"
sed 's/^field born date/field born day/' "$directory/a.model" >"$directory/b.model"
says 1 'b.model.*no such kind of field' "$directory/first.csv" --fields "$fields" --model "$directory/b.model"
says 1 'a model of other fields' "$directory/first.csv" --fields given=latin_name --model "$directory/a.model"
says 1 'says which columns are compared' "$directory/first.csv"
says 1 'has no column' "$directory/first.csv" --fields surname=latin_name
says 1 'has no column' "$directory/first.csv" --fields given=latin_name --truth whom
says 1 'no such kind of field' "$directory/first.csv" --fields given=name
says 1 'cannot open it' "$directory/none.csv" --fields given=latin_name
says 1 'leave the file out' "$directory/first.csv" --synthetic 10
says 1 'at least two records' --synthetic 1
says 0 'precision of these' --synthetic 3000 --seed 5
says 1 'no store' --dry-run

# 240 people are registered again at another post, without a number: first as somebody else, since a row that is
# almost certainly somebody is refused, and then amended to what they are.
register_again() {
    ./barefoot export persons --quiet --out "$directory/persons.csv"
    awk -F, -v values="$directory/values.csv" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i
                  print "name,sex,born_on,phone,organisation_code,region_code,residence_kind,resident_from"; next }
        $at["organisation_code"] ~ /^D/ {
            post[++n] = $at["organisation_code"] "," $at["region_code"]; mine[n] = $at["organisation_code"]
            line[n] = $at["name"] "," $at["sex"] "," $at["born_on"] "," $at["phone"] "," $at["address"]; sex[n] = $at["sex"] }
        END { for (i = 5; i <= n && made < 240; i += 3) for (j = 1; j <= n; j++)
                  if (substr(post[j], 1, index(post[j], ",") - 1) != mine[i]) {
                      phone = sprintf("1300013%04d", ++made)
                      printf "暂名,%s,%d-%02d-%02d,%s,%s,1,2024-05-01\n", sex[i], 1910 + made % 90, made % 12 + 1, \
                          made % 28 + 1, phone, post[j]
                      print phone "," line[i] > values
                      break } }' "$directory/persons.csv" >"$directory/again.csv"
    ./barefoot import persons "$directory/again.csv" --quiet >/dev/null 2>&1 || return 1
    ./barefoot export persons --quiet --out "$directory/persons.csv"
    awk -F, 'NR == FNR { phone = $1; sub(/^[^,]*,/, ""); values[phone] = $0; next }
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "person_id,name,sex,born_on,phone,address,organisation_code,region_code,residence_kind,resident_from"; next }
        $at["phone"] in values { print $at["person_id"] "," values[$at["phone"]] "," $at["organisation_code"] "," \
            $at["region_code"] ",1,2024-05-01" }' \
        "$directory/values.csv" "$directory/persons.csv" >"$directory/amended.csv"
    ./barefoot import persons "$directory/amended.csv" --quiet >/dev/null
}

./barefoot migrate --quiet >/dev/null && ./barefoot demo --residents 1200 --quiet >/dev/null ||
    fail "the demonstration county"
register_again >/dev/null || fail "the second entries"
waiting() { echo $(($(./barefoot duplicates list | wc -l) - 1)); }
before=$(waiting) # the demonstration's own
says 0 'pairs for review' --dry-run
[ "$(waiting)" -eq "$before" ] || fail "a dry run has filled the queue"
says 0 'queued for review' --lang en
queued=$(($(waiting) - before))
[ "$queued" -ge 230 ] && [ "$queued" -le 260 ] || fail "$queued pairs in the queue instead of about 240"
says 0 'queued for review 0, in the queue already' --lang en
./barefoot figures verify --quiet >/dev/null || fail "figures do not agree"

# merged_now: how many merges are in force.
merged_now() {
    ./barefoot person merges | awk 'NR > 1 && NF { n += $NF !~ /T/ || $(NF - 1) !~ /T/ } END { print n + 0 }'
}

people() {
    ./barefoot export persons --quiet 2>/dev/null | wc -l
}

# Those who are sure enough are merged without asking; figures follow.
cp "$directory/county.db" "$directory/before.db"
before=$(people)
began=$(date +%s%N)
says 0 '^merged [1-9]' --merge --write-model "$directory/register.model" --lang en
took=$((($(date +%s%N) - began) / 1000000))
merged=$(sed -n 's/^merged \([0-9]*\);.*/\1/p' "$directory/out")
[ "$merged" -ge 200 ] && [ "$merged" -le 250 ] || fail "$merged merged without asking instead of most of 240"
[ $((before - $(people))) -eq "$merged" ] || fail "$merged merged, but $before people are $(people) now"
[ "$(merged_now)" -eq "$merged" ] || fail "$merged merged, but $(merged_now) merges in the journal"
./barefoot figures verify --quiet >/dev/null || fail "after merging, figures do not agree"

# One is undone, and stays so however often it is run again.
merge=$(./barefoot person merges | awk 'NR == 2 { print $1 }')
./barefoot person unmerge "$merge" --reason "two people after all" >/dev/null || fail "merge $merge cannot be undone"
says 0 '^merged 0; .*decided before [1-9]' --merge --lang en
[ $((before - $(people))) -eq $((merged - 1)) ] || fail "what was undone was done again"
./barefoot figures verify --quiet >/dev/null || fail "after undoing, figures do not agree"

# Killed wherever it is by then, it is gone on with, and all is as if it had not been. With the model of the first run: of few who
# are left a new one would be less sure.
for part in 4 commit 7; do
    cp "$directory/before.db" "$directory/county.db"
    rm -f "$directory/county.db-wal" "$directory/county.db-shm"
    ./barefoot dedupe --merge --model "$directory/register.model" --quiet >/dev/null 2>&1 &
    if [ "$part" = commit ]; then # as soon as the first of two transactions is there
        while kill -0 $! 2>/dev/null && [ "$(merged_now)" -eq 0 ]; do :; done
    else
        sleep "$(awk -v ms="$took" -v part="$part" 'BEGIN { print ms * part / 8000 }')"
    fi
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
    done=$(merged_now)
    [ $((before - $(people))) -eq "$done" ] || fail "killed: $done merges, but $(people) of $before people"
    ./barefoot figures verify --quiet >/dev/null || fail "killed after $done merges, figures do not agree"
    says 0 '^merged [0-9]' --merge --model "$directory/register.model" --lang en
    echo "killed after $done of $merged merges, then gone on with to $(merged_now)"
    [ "$(merged_now)" -ge $((merged - 3)) ] && [ "$(merged_now)" -le $((merged + 3)) ] ||
        fail "after $done and a kill $(merged_now) merges instead of $merged"
    ./barefoot figures verify --quiet >/dev/null || fail "gone on with, figures do not agree"
done

[ "$failures" -eq 0 ] || exit 1
echo "dedupe: as it should be"
