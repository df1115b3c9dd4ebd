-- Residents from 35 years who are not under management for diabetes: at risk, tested, to be confirmed.

CREATE TEMP TABLE dm_screening AS
SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
  FROM (SELECT s.person_id, s.record_id, s.occurred_on, s.fpg, s.ogtt_2h, s.factors,
               occurred_on >= year_start AS in_year,
               coalesce(fpg >= 70, 0) OR coalesce(random_glucose >= 111, 0) OR coalesce(ogtt_2h >= 111, 0)
               OR coalesce(hba1c >= 65, 0) AS is_high
          FROM diabetes_screening s, asked
         WHERE occurred_on <= until);
CREATE INDEX temp.dm_screening_of ON dm_screening (person_id);

CREATE TEMP TABLE without_dm AS
SELECT r.person_id,
       EXISTS (SELECT * FROM member m WHERE m.programme = 'hypertension' AND m.person_id = r.person_id)
       OR EXISTS (SELECT * FROM dm_screening s
                   WHERE s.person_id = r.person_id AND s.nth_last = 1 AND NOT s.is_high
                     AND (s.fpg >= 61 OR s.ogtt_2h >= 78 OR s.factors <> '1'))
       OR EXISTS (SELECT * FROM basic b
                   WHERE b.person_id = r.person_id
                     AND (',' || father || ',' LIKE '%,3,%' OR ',' || mother || ',' LIKE '%,3,%'
                          OR ',' || siblings || ',' LIKE '%,3,%' OR ',' || children || ',' LIKE '%,3,%'))
       OR EXISTS (SELECT * FROM exam x
                   WHERE x.person_id = r.person_id AND x.nth_last = 1
                     AND (x.mass_index >= 24 OR x.big_waist OR x.fpg BETWEEN 61 AND 69)) AS at_risk
  FROM resident r
 WHERE r.is_here AND r.age >= 35
   AND NOT EXISTS (SELECT * FROM member m WHERE m.programme = 'diabetes' AND m.person_id = r.person_id);
CREATE UNIQUE INDEX temp.without_dm_of ON without_dm (person_id);

-- indicator: diabetes_risk.people_at_risk
SELECT count(*), NULL FROM here JOIN without_dm USING (person_id) WHERE at_risk;

-- indicator: diabetes_risk.at_risk_tested_rate
SELECT sum(EXISTS (SELECT * FROM dm_screening s WHERE s.person_id = h.person_id AND s.in_year AND s.fpg IS NOT NULL)
           OR EXISTS (SELECT * FROM exam x WHERE x.person_id = h.person_id AND x.in_year AND x.fpg IS NOT NULL)),
       count(*)
  FROM here h JOIN without_dm USING (person_id)
 WHERE at_risk;

-- indicator: diabetes_risk.people_to_confirm
SELECT count(*), NULL
  FROM here h JOIN without_dm USING (person_id)
 WHERE EXISTS (SELECT * FROM dm_screening s, asked
                WHERE s.person_id = h.person_id AND s.occurred_on > six_months_before AND s.is_high);
