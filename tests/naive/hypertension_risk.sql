-- Residents from 35 years who are not under management for hypertension: measured, at risk, to be confirmed.

CREATE TEMP TABLE without_htn AS
SELECT r.person_id,
       coalesce(r.age >= 55, 0)
       OR coalesce(s.at_risk, 0)
       OR EXISTS (SELECT * FROM basic b
                   WHERE b.person_id = r.person_id
                     AND (',' || father || ',' LIKE '%,2,%' OR ',' || mother || ',' LIKE '%,2,%'
                          OR ',' || siblings || ',' LIKE '%,2,%' OR ',' || children || ',' LIKE '%,2,%'))
       OR EXISTS (SELECT * FROM exam x
                   WHERE x.person_id = r.person_id AND x.nth_last = 1
                     AND (x.mass_index >= 24 OR x.big_waist OR x.high_sbp >= 130 OR x.high_dbp >= 85)) AS at_risk
  FROM resident r
  LEFT JOIN (
       SELECT h.person_id,
              NOT (sbp >= 140 OR dbp >= 90)
              AND (sbp >= 130 OR dbp >= 85 OR factors <> '1'
                   OR strftime('%Y', occurred_on * 86400, 'unixepoch') - strftime('%Y', born_on * 86400, 'unixepoch')
                      - (strftime('%m%d', occurred_on * 86400, 'unixepoch')
                         < strftime('%m%d', born_on * 86400, 'unixepoch')) >= 55) AS at_risk,
              row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
         FROM hypertension_screening h JOIN person USING (person_id), asked
        WHERE occurred_on <= until) s ON s.person_id = r.person_id AND s.nth_last = 1
 WHERE r.is_here AND r.age >= 35
   AND NOT EXISTS (SELECT * FROM member m WHERE m.programme = 'hypertension' AND m.person_id = r.person_id);
CREATE UNIQUE INDEX temp.without_htn_of ON without_htn (person_id);

-- indicator: hypertension_risk.people
SELECT count(*), NULL FROM here JOIN without_htn USING (person_id);

-- indicator: hypertension_risk.measured_rate
SELECT sum(EXISTS (SELECT * FROM hypertension_screening s, asked
                    WHERE s.person_id = h.person_id AND s.occurred_on BETWEEN year_start AND until)
           OR EXISTS (SELECT * FROM encounter e WHERE e.person_id = h.person_id AND e.in_year AND e.measured)
           OR EXISTS (SELECT * FROM exam x WHERE x.person_id = h.person_id AND x.in_year)),
       count(*)
  FROM here h JOIN without_htn USING (person_id);

-- indicator: hypertension_risk.people_at_risk
SELECT count(*), NULL FROM here JOIN without_htn USING (person_id) WHERE at_risk;

-- indicator: hypertension_risk.at_risk_measured_rate
SELECT sum((SELECT count(DISTINCT strftime('%m', occurred_on * 86400, 'unixepoch') > '06')
              FROM hypertension_screening s, asked
             WHERE s.person_id = h.person_id AND s.occurred_on BETWEEN year_start AND until) = 2),
       count(*)
  FROM here h JOIN without_htn USING (person_id)
 WHERE at_risk;

-- indicator: hypertension_risk.people_to_confirm
SELECT count(*), NULL
  FROM here h JOIN without_htn USING (person_id)
 WHERE EXISTS (SELECT * FROM hypertension_screening s, asked
                WHERE s.person_id = h.person_id AND s.occurred_on > three_months_before AND s.occurred_on <= until
                  AND (s.sbp >= 140 OR s.dbp >= 90));
