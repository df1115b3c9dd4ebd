#!/bin/sh
# naive.sh: hold the figures against naive SQL, written separately for each indicator (tests/naive/*.sql).
#
#     sh tests/naive.sh [STORE]
#
# Demonstration counties (births, moves, leaving and coming back, deaths, a merge of posts, amendments, voids) are made
# with several seeds; the figures of every indicator are asked for several periods and places, and compared with
# what the sqlite3 command line computes from the stored rows. With a STORE, that one is compared instead.
#
# Fails when a number differs, when an indicator has no query or a query no indicator, when a figure is 0 everywhere,
# or when queries about the wrong quarter would go unnoticed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
barefoot=${BAREFOOT:-$here/../barefoot}
work=$(mktemp -d "${TMPDIR:-/tmp}/naive.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
tab=$(printf '\t')

# Least share, in percent, of indicators that a wrong period must show in.
noticed_min=95

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
    sqlite3 -readonly -bail -batch -noheader -separator "$tab" "$1" ".read '$work/session.sql'" >"$work/answers"
    awk -F "$tab" '/^place / { split($0, word, " "); place = word[2] ":" word[3]; next }
        /^@/ { indicator = substr($0, 2); next }
        { print place "\t" indicator "\t" $1 "\t" $2 }' "$work/answers"
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

# periods YEAR DAY: period, first day, last day; the year before has begun to fill
periods() {
    cat <<PERIODS
$(($1 - 1)) $(($1 - 1))-01-01 $(($1 - 1))-12-31
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

# import STORE WHAT: rows on standard input, of which most are accepted: some contradict what is stored
import() {
    cat >"$work/rows.csv"
    rm -f "$work/rejects.csv"
    "$barefoot" import --quiet --store "$1" --rejects "$work/rejects.csv" "$2" "$work/rows.csv" >"$work/import.log" 2>&1 || :
    rows=$(sed 1d "$work/rows.csv" | wc -l)
    rejected=$(sed 1d "$work/rejects.csv" 2>"$work/none" | wc -l)
    if [ "$rows" -eq 0 ] || [ $((rejected * 2)) -gt "$rows" ]; then
        echo "$2: $rejected of $rows rows were rejected" >&2
        cat "$work/import.log" >&2
        exit 1
    fi
}

# tangle STORE YEAR: people leave and come back, management and contracts end and begin again, at once or later
tangle() {
    rm -f "$work/tangle.db"
    for form in residences contract.agreement hypertension.registration diabetes.registration; do
        "$barefoot" export --quiet --store "$1" "$form" --format csv >"$work/export.csv"
        sqlite3 -batch "$work/tangle.db" ".import --csv '$work/export.csv' ${form#*.}_${form%.*}"
    done
    sqlite3 -csv -header "$work/tangle.db" "
        SELECT person_id, date('$2-04-02', '+' || column1 || ' days') AS from_on,
               CASE WHEN column1 THEN 'true' ELSE 'false' END AS is_resident,
               CASE WHEN column1 THEN '1' END AS residence_kind,
               CASE WHEN column1 THEN organisation_code END AS organisation_code,
               CASE WHEN column1 THEN region_code END AS region_code
          FROM (SELECT *, row_number() OVER (ORDER BY person_id) AS number
                  FROM (SELECT * FROM residences_residences GROUP BY person_id
                        HAVING count(*) = 1 AND from_on < '$2-03-01'))
          JOIN (VALUES (0), (1), (75))
            ON (number % 40 = 0 AND column1 <= 1) OR (number % 40 = 1 AND column1 <> 1)
         ORDER BY person_id, from_on" | import "$1" residences
    sqlite3 -csv -header "$work/tangle.db" "
        CREATE TABLE ended AS
        SELECT *, date('$2-05-05', '+' || (number % 5) || ' days') AS ended_on
          FROM (SELECT *, row_number() OVER (ORDER BY person_id) AS number
                  FROM agreement_contract WHERE kind = '1' AND starts_on < '$2-05-01' AND ends_on > '$2-07-01')
         WHERE number % 12 = 0;
        SELECT person_id, date('$2-05-10', '+' || (number % 50) || ' days') AS occurred_on, organisation_code,
               worker_code, ended_on, '4' AS reason
          FROM ended" | import "$1" contract.termination
    sqlite3 -csv -header "$work/tangle.db" "
        SELECT person_id, starts_on AS occurred_on, organisation_code, worker_code, 'E' || contract_no AS contract_no,
               team, doctor, kind, packages, 'true' AS renewal, auto_renew, starts_on AS signed_on, starts_on,
               date(starts_on, '+1 year', '-1 day') AS ends_on, 3 - channel AS channel, signer, signer_name,
               signer_relation, identity_verified, signed, incapable
          FROM (SELECT person_id, organisation_code, worker_code, contract_no, team, doctor, kind, packages, auto_renew,
                       channel, signer, signer_name, signer_relation, identity_verified, signed, incapable,
                       date(ended_on, CASE WHEN number % 24 THEN '+1 day' ELSE '+30 days' END) AS starts_on
                  FROM ended)" | import "$1" contract.agreement
    for disease in hypertension diabetes; do
        sqlite3 -csv -header "$work/tangle.db" "
            SELECT person_id, '$2-05-10' AS occurred_on, organisation_code, worker_code,
                   '$2-05-0' || (number % 9 + 1) AS ended_on,
                   CASE WHEN number % 2 THEN 3 ELSE 4 END AS reason, CASE WHEN number % 2 THEN 5 END AS attempts
              FROM (SELECT *, row_number() OVER (ORDER BY person_id) AS number
                      FROM registration_$disease WHERE occurred_on < '$2-03-01')
             WHERE number % 7 = 0" | import "$1" $disease.termination
        sqlite3 -csv -header "$work/tangle.db" "
            CREATE TABLE again_$disease AS
            SELECT *, row_number() OVER (ORDER BY person_id) AS number
              FROM registration_$disease WHERE occurred_on < '$2-03-01';
            DELETE FROM again_$disease WHERE number % 14 <> 0;
            UPDATE again_$disease SET occurred_on = '$2-06-1' || (number % 7);
            ALTER TABLE again_$disease DROP COLUMN number;
            ALTER TABLE again_$disease DROP COLUMN record_id;
            ALTER TABLE again_$disease DROP COLUMN revision;
            SELECT * FROM again_$disease" | import "$1" $disease.registration
    done
}

# enrich STORE YEAR: what the demonstration leaves out: listed groups without a programme yet, and home beds
enrich() {
    {
        echo person_id,occurred_on,organisation_code,worker_code,listed_as,listed_by,valid_from,valid_until
        sqlite3 -readonly -csv "$1" "
            WITH holder AS (
                SELECT p.person_id, o.code AS post, w.code AS worker, p.born_on, p.sex,
                       row_number() OVER (ORDER BY p.person_id) AS number
                  FROM person p JOIN organisation o USING (organisation_id)
                  JOIN worker w ON w.organisation_id = o.organisation_id
                 WHERE p.is_resident AND p.died_on IS NULL AND p.born_on BETWEEN 0 AND 12000
                 GROUP BY p.person_id)
            SELECT person_id, '$2-02-15', post, worker, 8, 4, '$2-01-20',
                   CASE WHEN number % 2 THEN '$2-06-10' END
              FROM holder WHERE sex = '2' AND number % 20 = 0
            UNION ALL SELECT person_id, '$2-02-15', post, worker, 6, 4, '$2-01-01', '' FROM holder
             WHERE number % 31 = 1
            UNION ALL SELECT person_id, '$2-02-15', post, worker, 9, 5, '$2-02-01',
                   CASE WHEN number % 3 = 0 THEN '$2-07-31' END FROM holder WHERE number % 17 = 2;"
    } | import "$1" contract.key_group
    {
        echo person_id,occurred_on,organisation_code,worker_code,level,way,items,on_call,bed_opened_on,content,confirmed
        sqlite3 -readonly -csv "$1" "
            SELECT g.person_id, '$2-' || month || '-20', o.code, w.code, 2, 2,
                   CASE WHEN g.listed_as = '9' THEN '14' ELSE '3' END, 'false',
                   CASE WHEN g.listed_as = '9' THEN '' ELSE '$2-02-18' END, '上门服务', 'true'
              FROM contract_key_group g JOIN organisation o USING (organisation_id)
              JOIN worker w USING (worker_id)
              JOIN (SELECT column1 AS month FROM (VALUES ('02'), ('03'), ('05'), ('07'))) ON 1
             WHERE g.listed_as IN ('6', '9') AND g.record_id % 5 <> month % 5;"
    } | import "$1" contract.service_record
}

# demo SEED YEAR UNTIL DAY: the day for the year to date
demo() {
    "$barefoot" migrate --quiet --store "$work/$1.db" >/dev/null
    "$barefoot" demo --quiet --store "$work/$1.db" --residents 2000 --seed "$1" --year "$2" --until "$3" >"$work/$1.log"
    enrich "$work/$1.db" "$2"
    tangle "$work/$1.db" "$2"
    check "$work/$1.db" "seed $1" "$2" "$4"
    "$barefoot" figures verify --quiet --store "$work/$1.db" >"$work/verify.log" 2>&1 ||
        { echo "seed $1: tallies, batch and single persons do not agree" && cat "$work/verify.log"; }
}

# notice STORE YEAR: in how many indicators it shows that the queries ask about the wrong quarter
notice() {
    mv "$work/counts" "$work/counts.kept"
    compare "$1" wrong "${2}Q4" "$2-04-01" "$2-06-30" >"$work/wrong"
    mv "$work/counts.kept" "$work/counts"
    sed 's/:[^:]*$//; s/.* //' "$work/wrong" | sort -u >"$work/noticed"
}

# ---- all of them -------------------------------------------------------------------------------------------------------

: >"$work/counts"
: >"$work/nonzero"
if [ $# -gt 0 ]; then
    check "$1" "$(basename "$1")" "$(date +%Y)" "$(date +%Y-%m-%d)" >"$work/differences"
    : >"$work/noticed"
    noticed_min=0
else
    demo 2 2024 2024-08-20 2024-02-29 >"$work/differences"
    demo 3 2025 2025-10-05 2025-10-05 >>"$work/differences"
    demo 1 2025 2025-12-31 2025-05-31 >>"$work/differences"
    notice "$work/1.db" 2025
fi
cat "$work/differences"
awk '{ compared += $1; bad += $2 } END { print compared " figures compared, " bad " differ" }' "$work/counts"
failed=0
[ ! -s "$work/differences" ] || failed=1

count=$(wc -l <"$work/indicators")
sort -u "$work/nonzero" >"$work/alive"
comm -23 "$work/indicators" "$work/alive" >"$work/dead"
echo "$(wc -l <"$work/alive") of $count indicators are more than 0 somewhere"
sed 's/^/    always 0: /' "$work/dead"
[ ! -s "$work/dead" ] || [ $# -gt 0 ] || failed=1

echo "$(wc -l <"$work/noticed") of $count would show a wrong quarter"
[ $(($(wc -l <"$work/noticed") * 100)) -ge $((count * noticed_min)) ] || failed=1
exit $failed
