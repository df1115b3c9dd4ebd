#!/bin/sh
# naive.sh: hold the figures against naive SQL, written separately for each indicator (tests/naive/*.sql).
#
#     sh tests/naive.sh [STORE]
#
# Demonstration counties (births, moves, leaving and coming back, deaths, a merge of posts, amendments, voids) are made
# with several seeds; the figures of every indicator are asked for several periods and places, and compared with
# what the sqlite3 command line computes from the stored rows. With a STORE, that one is compared instead.
#
# Fails when a number differs, when an indicator has no query or a query no indicator, or when too many figures are
# nothing to compare.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
barefoot=${BAREFOOT:-$here/../barefoot}
work=$(mktemp -d "${TMPDIR:-/tmp}/naive.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tab=$(printf '\t')

# Least share, in percent, of indicators that are more than nothing somewhere.
nonzero_min=95

# ---- the queries: what is prepared once for a period, and what is asked of each place -------------------------------

for file in "$here"/naive/*.sql; do
    name=$(basename "$file" .sql)
    case $name in common | place) continue ;; esac
    sed '/^-- indicator:/,$d' "$file" >>"$work/prepare.sql"
    sed -n '/^-- indicator:/,$p' "$file" | sed 's/^-- indicator: \(.*\)/.print @\1/' >>"$work/ask.sql"
    sed -n 's/^-- indicator: //p' "$file" | sed "s/^/$name /" >>"$work/queries"
done

# complete STORE: every indicator has one query, in the file of its programme
complete() {
    "$barefoot" figures list --store "$1" | awk '{ print $1 }' | sort >"$work/indicators"
    awk '{ print $2 }' "$work/queries" | sort >"$work/answered"
    awk 'index($2, $1 ".") != 1 { print $2 ": its query stands in " $1 ".sql"; bad = 1 } END { exit bad }' "$work/queries"
    if ! diff "$work/indicators" "$work/answered" >"$work/gap"; then
        sed -n 's/^< /no query for the indicator /p; s/^> /a query of no indicator, or a second one: /p' "$work/gap"
        return 1
    fi
}

# ---- one store, one period -------------------------------------------------------------------------------------------

# places STORE: kind, code: the county, townships, villages, the post that was merged and its heir, regions, everything
places() {
    sqlite3 -readonly -separator "$tab" "$1" "
        SELECT 'org', code FROM organisation WHERE parent_id IS NULL
        UNION ALL SELECT * FROM (SELECT 'org', code FROM organisation o WHERE kind IN ('B100', 'C220')
            AND EXISTS (SELECT * FROM organisation WHERE parent_id = o.organisation_id) ORDER BY code LIMIT 2)
        UNION ALL SELECT * FROM (SELECT 'org', code FROM organisation WHERE kind IN ('B200', 'D600')
            AND merged_into IS NULL ORDER BY code LIMIT 2)
        UNION ALL SELECT 'org', code FROM organisation WHERE merged_into IS NOT NULL
        UNION ALL SELECT 'org', code FROM organisation
            WHERE organisation_id IN (SELECT merged_into FROM organisation)
        UNION ALL SELECT * FROM (SELECT 'region', code FROM region WHERE level = 4 ORDER BY code DESC LIMIT 1)
        UNION ALL SELECT * FROM (SELECT 'region', code FROM region WHERE level = 5 ORDER BY code LIMIT 1)
        UNION ALL SELECT 'all', '-';"
}

# naive STORE FROM UNTIL: place, indicator, numerator, denominator
naive() {
    {
        echo ".parameter init"
        echo ".parameter set :from \"'$2'\""
        echo ".parameter set :until \"'$3'\""
        echo ".read '$here/naive/common.sql'"
        echo ".read '$work/prepare.sql'"
        while IFS="$tab" read -r kind code; do
            echo ".parameter set :org NULL"
            echo ".parameter set :region NULL"
            [ "$kind" = all ] || echo ".parameter set :$kind \"'$code'\""
            echo ".print place $kind $code"
            echo ".read '$here/naive/place.sql'"
            echo ".read '$work/ask.sql'"
        done <"$work/places"
    } >"$work/session.sql"
    sqlite3 -readonly -bail -batch -noheader -separator "$tab" "$1" ".read '$work/session.sql'" |
        awk -F "$tab" '/^place / { split($0, word, " "); place = word[2] ":" word[3]; next }
            /^@/ { indicator = substr($0, 2); next }
            { print place "\t" indicator "\t" $1 "\t" $2 }' OFS="$tab"
}

# figures STORE PERIOD: place, indicator, numerator, denominator, value
figures() {
    while IFS="$tab" read -r kind code; do
        case $kind in
        org) "$barefoot" figures show --store "$1" --period "$2" --format csv --org "$code" ;;
        region) "$barefoot" figures show --store "$1" --period "$2" --format csv --region "$code" ;;
        *) "$barefoot" figures show --store "$1" --period "$2" --format csv ;;
        esac |
            awk -F , -v place="$kind:$code" 'NR > 1 { print place, $1, $3, $4, $5 }' OFS="$tab"
    done <"$work/places"
}

# compare STORE NAME PERIOD FROM UNTIL
compare() {
    naive "$1" "$4" "$5" >"$work/naive.out"
    figures "$1" "$3" >"$work/figures.out"
    awk -F "$tab" -v name="$2" -v period="$3" -v nonzero="$work/nonzero" -v counts="$work/counts" '
        function shown(part, whole) { return part "/" (whole == "" ? "-" : whole) }
        # half away from zero; wholes may have three digits after the point
        function percent(part, whole,   n, d) {
            n = int(part * 1000 + 0.5) * 10000
            d = int(whole * 1000 + 0.5)
            return int((2 * n + d) / (2 * d)) / 100
        }
        NR == FNR { part[$1, $2] = $3 == "" ? 0 : $3; whole[$1, $2] = $4; known[$1, $2] = 1; next }
        {
            compared++
            if (!(($1, $2) in known)) { print name, period, $1, $2 ": no answer"; bad++; next }
            if ($3 + 0 != part[$1, $2] + 0 || ($4 == "") != (whole[$1, $2] == "") || $4 - whole[$1, $2] > 1e-6 ||
                whole[$1, $2] - $4 > 1e-6) {
                print name, period, $1, $2 ": figure", shown($3, $4) ", SQL", shown(part[$1, $2], whole[$1, $2])
                bad++
            } else {
                value = $4 == "" ? $5 == "" ? "" : $3 : $4 + 0 == 0 ? "" : percent($3, $4)
                if (($5 == "") != (value == "") || $5 - value > 1e-6 || value - $5 > 1e-6) {
                    print name, period, $1, $2 ": value", $5 ", expected", value
                    bad++
                }
            }
            if ($3 + 0 > 0) print $2 >>nonzero
        }
        END { print compared + 0, bad + 0 >>counts }' "$work/naive.out" "$work/figures.out" ||
        { echo "$2 $3: the comparison failed"; exit 1; }
}

# periods YEAR DAY: period, first day, last day
periods() {
    cat <<PERIODS
$1 $1-01-01 $1-12-31
${1}Q2 $1-04-01 $1-06-30
${1}Q4 $1-10-01 $1-12-31
$1-03 $1-03-01 $1-03-31
$1-07 $1-07-01 $1-07-31
$2 $1-01-01 $2
PERIODS
}

# check STORE NAME YEAR DAY
check() {
    complete "$1"
    places "$1" >"$work/places"
    periods "$3" "$4" >"$work/periods"
    while read -r period from until; do
        compare "$1" "$2" "$period" "$from" "$until"
    done <"$work/periods"
}

# demo SEED YEAR UNTIL
demo() {
    "$barefoot" migrate --quiet --store "$work/$1.db" >/dev/null
    "$barefoot" demo --quiet --store "$work/$1.db" --residents 2000 --seed "$1" --year "$2" --until "$3" >"$work/$1.log"
    check "$work/$1.db" "seed $1" "$2" "$3"
}

# ---- all of them -------------------------------------------------------------------------------------------------------

: >"$work/counts"
: >"$work/nonzero"
if [ $# -gt 0 ]; then
    check "$1" "$(basename "$1")" "$(date +%Y)" "$(date +%Y-%m-%d)" >"$work/differences"
else
    demo 1 2025 2025-12-31 >"$work/differences"
    demo 2 2024 2024-08-20 >>"$work/differences"
    demo 3 2025 2025-10-05 >>"$work/differences"
fi
cat "$work/differences"
awk '{ compared += $1; bad += $2 } END { print compared " figures compared, " bad " differ" }' "$work/counts"

count=$(wc -l <"$work/indicators")
alive=$(sort -u "$work/nonzero" | wc -l)
echo "$alive of $count indicators are more than nothing somewhere"
sort -u "$work/nonzero" | comm -23 "$work/indicators" - | sed 's/^/    always 0: /'
[ $((alive * 100)) -ge $((count * nonzero_min)) ] || { echo "too few to prove anything"; exit 1; }
[ ! -s "$work/differences" ]
