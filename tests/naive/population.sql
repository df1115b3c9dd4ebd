-- Who is what to this place on the last day: registered here (1), registered and away (2), here for half a year (3), for
-- three months (4), for less (5), left (6), dead (7), registered and away for less than half a year (8). Months are full on the day of the month on which they began.

-- Unbroken stays here, or elsewhere: each begins where nothing, or the other, was before.
CREATE TEMP TABLE status AS
WITH present AS (
    SELECT p.person_id, p.alive, p.born_on,
           (SELECT max(r.from_on) FROM residence r WHERE r.person_id = p.person_id AND r.from_on <= until) AS stay_on
      FROM resident p, asked),
since AS (
    SELECT p.*, r.is_resident, r.kind,
           (SELECT min(h.from_on) FROM residence h
             WHERE h.person_id = p.person_id AND h.from_on <= p.stay_on
               AND h.from_on > coalesce((SELECT max(a.from_on) FROM residence a
                                          WHERE a.person_id = p.person_id AND a.from_on <= p.stay_on
                                            AND a.is_resident <> r.is_resident), -1000000)) AS here_since
      FROM present p JOIN residence r ON r.person_id = p.person_id AND r.from_on = p.stay_on),
lasting AS (
    SELECT *,
           (strftime('%Y', until * 86400, 'unixepoch') - strftime('%Y', here_since * 86400, 'unixepoch')) * 12
           + strftime('%m', until * 86400, 'unixepoch') - strftime('%m', here_since * 86400, 'unixepoch')
           - (strftime('%d', until * 86400, 'unixepoch') < strftime('%d', here_since * 86400, 'unixepoch')) AS months
      FROM since, asked
     WHERE born_on <= until)
SELECT person_id,
       CASE WHEN NOT alive THEN 7
            WHEN NOT is_resident AND kind = '3' AND months >= 6 THEN 2
            WHEN NOT is_resident AND kind = '3' THEN 8
            WHEN NOT is_resident THEN 6
            WHEN kind = '1' THEN 1
            WHEN months >= 6 THEN 3
            WHEN months >= 3 THEN 4
            ELSE 5 END AS status
  FROM lasting;
CREATE UNIQUE INDEX temp.status_of ON status (person_id);

-- indicator: population.usual_residents
SELECT count(*), NULL FROM here JOIN status USING (person_id) WHERE status IN (1, 3, 8);

-- indicator: population.official_share
SELECT (SELECT count(*) FROM here JOIN status USING (person_id) WHERE status IN (1, 3, 8)), (SELECT count FROM official);

-- indicator: population.registered
SELECT count(*), NULL FROM here JOIN status USING (person_id) WHERE status IN (1, 2, 8);

-- indicator: population.away_share
SELECT sum(status = 2), count(*) FROM here JOIN status USING (person_id) WHERE status IN (1, 2, 8);

-- indicator: population.migrants
SELECT count(*), NULL FROM here JOIN status USING (person_id) WHERE status = 4;

-- indicator: population.passing
SELECT count(*), NULL FROM here JOIN status USING (person_id) WHERE status = 5;

-- indicator: population.newcomers_share
SELECT sum(status = 3), count(*) FROM here JOIN status USING (person_id) WHERE status IN (1, 3, 8);

-- indicator: population.usual_filed_rate
SELECT sum(person_id IN (SELECT person_id FROM filed)), count(*)
  FROM here JOIN status USING (person_id)
 WHERE status IN (1, 3, 8);
