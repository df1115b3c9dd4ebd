-- What the naive queries have in common: the days that are asked about, who lives where, who is enrolled in what.
-- Days are counted from 1970-01-01. Everything here follows the norm and docs/language.md, record by record and day
-- by day, and shares nothing with the program but the stored rows.
--
-- Parameters: :from and :until, the first and the last day of the period, as YYYY-MM-DD.

CREATE TEMP TABLE asked AS
WITH day(since, until, year_start, quarter, months3, months6) AS (
    SELECT :from, :until, strftime('%Y-01-01', :until), (strftime('%m', :until) + 2) / 3,
           -- so many months before, at most the last day of that month
           min(date(:until, '-3 months'), date(:until, 'start of month', '-2 months', '-1 day')),
           min(date(:until, '-6 months'), date(:until, 'start of month', '-5 months', '-1 day')))
SELECT CAST(julianday(since) - julianday('1970-01-01') AS INTEGER) AS since,
       CAST(julianday(until) - julianday('1970-01-01') AS INTEGER) AS until,
       CAST(julianday(year_start) - julianday('1970-01-01') AS INTEGER) AS year_start,
       CAST(julianday(year_start, '+12 months', '-1 day') - julianday('1970-01-01') AS INTEGER) AS year_end,
       CAST(julianday(months3) - julianday('1970-01-01') AS INTEGER) AS three_months_before,
       CAST(julianday(months6) - julianday('1970-01-01') AS INTEGER) AS six_months_before,
       CAST(strftime('%Y', until) AS INTEGER) AS year
  FROM day;

-- The quarters of the year that are over by the last day.
CREATE TEMP TABLE full_quarter AS
WITH quarter(number, first_day) AS (
    SELECT 1, date(year_start * 86400, 'unixepoch') FROM asked
     UNION ALL
    SELECT number + 1, date(first_day, '+3 months') FROM quarter WHERE number < 4)
SELECT number,
       CAST(julianday(first_day) - julianday('1970-01-01') AS INTEGER) AS since,
       CAST(julianday(first_day, '+3 months', '-1 day') - julianday('1970-01-01') AS INTEGER) AS until
  FROM quarter
 WHERE julianday(first_day, '+3 months', '-1 day') - julianday('1970-01-01') <= (SELECT until FROM asked);

-- From each day on, until the next.
CREATE TEMP TABLE stay AS
SELECT person_id, is_resident, organisation_id, region_id, from_on,
       coalesce(lead(from_on) OVER (PARTITION BY person_id ORDER BY from_on) - 1, 1000000) AS until_on
  FROM residence;
CREATE INDEX temp.stay_of ON stay (person_id, from_on);

-- Everybody on the last day: how old, living here or not, at which post. Who has left belongs to the post that was
-- left; who has not come yet, to the one that is come to.
CREATE TEMP TABLE resident AS
SELECT p.person_id, p.born_on, p.died_on, p.sex,
       CASE WHEN born_on <= until
            THEN strftime('%Y', until * 86400, 'unixepoch') - strftime('%Y', born_on * 86400, 'unixepoch')
                 - (strftime('%m%d', until * 86400, 'unixepoch') < strftime('%m%d', born_on * 86400, 'unixepoch'))
       END AS age,
       strftime('%Y', until * 86400, 'unixepoch') - strftime('%Y', born_on * 86400, 'unixepoch') AS age_at_year_end,
       died_on IS NULL OR died_on >= until AS alive,
       born_on <= until AND (died_on IS NULL OR died_on >= until)
       AND EXISTS (SELECT * FROM stay s
                    WHERE s.person_id = p.person_id AND s.is_resident AND until BETWEEN s.from_on AND s.until_on) AS is_here,
       coalesce((SELECT s.from_on FROM stay s
                  WHERE s.person_id = p.person_id AND s.is_resident AND s.from_on <= until
                  ORDER BY s.from_on DESC LIMIT 1),
                (SELECT min(s.from_on) FROM stay s WHERE s.person_id = p.person_id)) AS placed_on
  FROM person p, asked;
CREATE UNIQUE INDEX temp.resident_of ON resident (person_id);

-- ---- enrolments ------------------------------------------------------------------------------------------------

-- What opens an enrolment, and until when it may last at most.
CREATE TEMP TABLE opening AS
SELECT 'ehr' AS programme, person_id, record_id, filed_on AS opened_on, 1000000 AS ends_on FROM ehr_cover
 UNION ALL
SELECT 'hypertension', person_id, record_id, occurred_on, 1000000 FROM hypertension_registration
 UNION ALL
SELECT 'diabetes', person_id, record_id, occurred_on, 1000000 FROM diabetes_registration
 UNION ALL
SELECT 'contract', person_id, record_id, starts_on, ends_on FROM contract_agreement WHERE starts_on <= ends_on;

CREATE TEMP TABLE termination AS
SELECT 'ehr' AS programme, person_id, ended_on FROM ehr_termination
 UNION ALL
SELECT 'hypertension', person_id, ended_on FROM hypertension_termination
 UNION ALL
SELECT 'diabetes', person_id, ended_on FROM diabetes_termination
 UNION ALL
SELECT 'contract', person_id, ended_on FROM contract_termination;
CREATE INDEX temp.termination_of ON termination (person_id, programme);

-- Each lasts until its term, the next one, its termination, the death or the leaving of the person.
CREATE TEMP TABLE enrolled_spell AS
WITH ordered AS (
    SELECT o.*,
           lead(opened_on) OVER (PARTITION BY programme, person_id ORDER BY opened_on, record_id) AS next_on
      FROM opening o),
ended AS (
    SELECT o.programme, o.person_id, o.record_id, o.opened_on, o.next_on,
           min(o.ends_on,
               coalesce(o.next_on - 1, 1000000),
               coalesce((SELECT min(t.ended_on) FROM termination t
                          WHERE t.person_id = o.person_id AND t.programme = o.programme
                            AND t.ended_on >= o.opened_on), 1000000),
               coalesce((SELECT p.died_on FROM person p WHERE p.person_id = o.person_id), 1000000),
               coalesce((SELECT min(s.from_on) - 1 FROM stay s
                          WHERE s.person_id = o.person_id AND NOT s.is_resident
                            AND s.from_on > o.opened_on), 1000000)) AS closed_on
      FROM ordered o)
SELECT programme, person_id, record_id, opened_on, closed_on,
       next_on IS NOT NULL AND closed_on = next_on - 1 AS is_replaced
  FROM ended
 WHERE opened_on <= closed_on;
CREATE INDEX temp.spell_of ON enrolled_spell (programme, person_id);

-- Enrolled on the last day; on some day of the period.
CREATE TEMP TABLE member AS
SELECT programme, person_id, record_id, opened_on
  FROM enrolled_spell, asked
 WHERE until BETWEEN opened_on AND closed_on;
CREATE INDEX temp.member_of ON member (programme, person_id);

CREATE TEMP TABLE period_member AS
SELECT DISTINCT programme, person_id
  FROM enrolled_spell, asked
 WHERE opened_on <= until AND closed_on >= since;
CREATE INDEX temp.period_member_of ON period_member (programme, person_id);

-- On the register when the period began.
CREATE TEMP TABLE member_at_start AS
SELECT DISTINCT programme, person_id
  FROM enrolled_spell, asked
 WHERE opened_on < since AND closed_on >= since;

-- The full quarters of the year on every day of which the person was enrolled, by one enrolment or several.
CREATE TEMP TABLE covered_quarter AS
SELECT e.programme, e.person_id, q.number
  FROM enrolled_spell e
  JOIN full_quarter q ON e.opened_on <= q.until AND e.closed_on >= q.since
 GROUP BY e.programme, e.person_id, q.number
HAVING sum(min(e.closed_on, q.until) - max(e.opened_on, q.since) + 1) = q.until - q.since + 1;

CREATE TEMP TABLE covered AS
SELECT programme, person_id, count(*) AS quarters FROM covered_quarter GROUP BY programme, person_id;
CREATE INDEX temp.covered_of ON covered (programme, person_id);

-- ---- records that several programmes look at -------------------------------------------------------------------

CREATE TEMP TABLE elder AS
SELECT person_id FROM resident WHERE is_here AND age_at_year_end >= 65;

-- The arm with the higher pressure counts; heights are in millimetres, weights in 100 g.
CREATE TEMP TABLE exam AS
SELECT e.*, occurred_on >= since AS in_period, occurred_on >= year_start AS in_year,
       max(coalesce(left_sbp, right_sbp), coalesce(right_sbp, left_sbp)) AS high_sbp,
       max(coalesce(left_dbp, right_dbp), coalesce(right_dbp, left_dbp)) AS high_dbp,
       round(weight * 100000.0 / (e.height * e.height), 2) AS mass_index,
       CASE p.sex WHEN '1' THEN waist >= 900 WHEN '2' THEN waist >= 850 END AS big_waist,
       row_number() OVER (PARTITION BY e.person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
  FROM ehr_exam e JOIN person p USING (person_id), asked
 WHERE occurred_on <= until;
CREATE INDEX temp.exam_of ON exam (person_id);

CREATE TEMP TABLE encounter AS
SELECT e.person_id, occurred_on, occurred_on >= since AS in_period, occurred_on >= year_start AS in_year,
       first_visit_of_year, sbp IS NOT NULL AND dbp IS NOT NULL AS measured,
       strftime('%Y', occurred_on * 86400, 'unixepoch') - strftime('%Y', born_on * 86400, 'unixepoch')
       - (strftime('%m%d', occurred_on * 86400, 'unixepoch') < strftime('%m%d', born_on * 86400, 'unixepoch')) AS age
  FROM ehr_encounter e JOIN person p USING (person_id), asked
 WHERE occurred_on <= until;
CREATE INDEX temp.encounter_of ON encounter (person_id);

CREATE TEMP TABLE basic AS
SELECT *
  FROM (SELECT b.*,
               row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
          FROM ehr_basic b, asked
         WHERE occurred_on <= until)
 WHERE nth_last = 1;
CREATE INDEX temp.basic_of ON basic (person_id);
