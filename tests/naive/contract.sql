-- Family-doctor contracts: who has one, of which groups, what was owed and what was done.

-- Of several listings of one kind the latest counts, from its first day to its last.
CREATE TEMP TABLE listed AS
SELECT person_id, listed_as
  FROM (SELECT g.*,
               row_number() OVER (PARTITION BY person_id, listed_as ORDER BY occurred_on DESC, record_id DESC) AS nth_last
          FROM contract_key_group g, asked
         WHERE occurred_on <= until), asked
 WHERE nth_last = 1 AND valid_from <= until AND (valid_until IS NULL OR valid_until >= until);

-- One row for each person and group. Who is in several is in the key groups once.
CREATE TEMP TABLE grouped AS
SELECT person_id, 'elder' AS name FROM elder
 UNION SELECT person_id, 'child' FROM resident WHERE age < 7
 UNION SELECT person_id, programme FROM member WHERE programme IN ('hypertension', 'diabetes')
 UNION SELECT person_id,
              CASE listed_as WHEN '1' THEN 'disabled' WHEN '2' THEN 'lifted' WHEN '3' THEN 'monitored'
                             WHEN '4' THEN 'allowance' WHEN '5' THEN 'destitute' WHEN '6' THEN 'special_family'
                             WHEN '7' THEN 'bedridden' WHEN '8' THEN 'maternal' WHEN '9' THEN 'tuberculosis'
                             WHEN '10' THEN 'mental' WHEN '11' THEN 'veteran' END
         FROM listed;
INSERT INTO grouped
SELECT DISTINCT person_id, 'low_income' FROM grouped WHERE name IN ('lifted', 'monitored', 'allowance', 'destitute');
INSERT INTO grouped
SELECT DISTINCT person_id, 'home_care' FROM grouped WHERE name IN ('disabled', 'bedridden');
INSERT INTO grouped
SELECT DISTINCT person_id, 'key' FROM grouped WHERE name NOT IN ('bedridden', 'veteran', 'home_care', 'key');
INSERT INTO grouped
SELECT person_id, 'other_chronic'
  FROM basic
 WHERE ',' || past_diseases || ',' LIKE '%,4,%' OR ',' || past_diseases || ',' LIKE '%,5,%'
    OR ',' || past_diseases || ',' LIKE '%,6,%' OR ',' || past_diseases || ',' LIKE '%,7,%';
CREATE INDEX temp.grouped_of ON grouped (name, person_id);

CREATE TEMP TABLE signed AS
SELECT m.person_id, a.kind, a.channel
  FROM member m JOIN contract_agreement a ON a.person_id = m.person_id AND a.record_id = m.record_id
 WHERE m.programme = 'contract';
CREATE INDEX temp.signed_of ON signed (person_id);

CREATE TEMP TABLE contract_service AS
SELECT person_id, occurred_on, level, way, ',' || items || ',' AS items,
       occurred_on >= since AS in_period, occurred_on >= year_start AS in_year,
       (strftime('%m', occurred_on * 86400, 'unixepoch') + 2) / 3 AS quarter
  FROM contract_service_record, asked
 WHERE occurred_on <= until;
CREATE INDEX temp.contract_service_of ON contract_service (person_id);

-- ---- duties: by the quarter, for every full quarter under contract; by the year, on its last day ---------------

-- What was done on days under contract.
CREATE TEMP TABLE deed AS
WITH done(duty, person_id, occurred_on) AS (
    SELECT 'hypertension visit', person_id, occurred_on FROM hypertension_followup WHERE way = '2'
     UNION ALL SELECT 'diabetes visit', person_id, occurred_on FROM diabetes_followup WHERE way = '2'
     UNION ALL SELECT 'mental visit', person_id, occurred_on FROM contract_service
                WHERE way = '2' AND items LIKE '%,13,%'
     UNION ALL SELECT 'tuberculosis visit', person_id, occurred_on FROM contract_service
                WHERE way = '2' AND items LIKE '%,14,%'
     UNION ALL SELECT 'township visit', person_id, occurred_on FROM contract_service WHERE level = '2'
     UNION ALL SELECT 'county visit', person_id, occurred_on FROM contract_service WHERE level = '1'
     UNION ALL SELECT 'chronic visit', person_id, occurred_on FROM contract_service WHERE items LIKE '%,4,%'
     UNION ALL SELECT 'guidance', person_id, occurred_on FROM contract_service
                WHERE items LIKE '%,5,%' OR items LIKE '%,6,%'
     UNION ALL SELECT 'examination', person_id, occurred_on FROM exam)
SELECT DISTINCT duty, d.person_id,
       CASE WHEN duty IN ('county visit', 'chronic visit', 'guidance', 'examination') THEN 0
            ELSE (strftime('%m', occurred_on * 86400, 'unixepoch') + 2) / 3 END AS quarter
  FROM done d
  JOIN enrolled_spell e ON e.programme = 'contract' AND e.person_id = d.person_id
                       AND d.occurred_on BETWEEN e.opened_on AND e.closed_on, asked
 WHERE occurred_on BETWEEN year_start AND until;

CREATE TEMP TABLE owed AS
WITH quarterly(duty, name) AS (
    VALUES ('hypertension visit', 'hypertension'), ('diabetes visit', 'diabetes'), ('mental visit', 'mental'),
           ('tuberculosis visit', 'tuberculosis'), ('township visit', 'home_care')),
yearly(duty, person_id) AS (
    SELECT 'chronic visit', person_id FROM grouped WHERE name = 'other_chronic'
     UNION SELECT 'county visit', person_id FROM grouped WHERE name = 'home_care'
     UNION SELECT 'examination', person_id FROM grouped WHERE name IN ('elder', 'hypertension', 'diabetes')
     UNION SELECT 'guidance', person_id FROM resident
            WHERE person_id NOT IN (SELECT person_id FROM grouped WHERE name = 'key')),
due AS (
    SELECT q.duty, g.person_id, c.quarters AS times
      FROM quarterly q
      JOIN grouped g ON g.name = q.name
      JOIN covered c ON c.programme = 'contract' AND c.person_id = g.person_id
     UNION ALL
    SELECT y.duty, y.person_id, 1
      FROM yearly y
      JOIN member m ON m.programme = 'contract' AND m.person_id = y.person_id, asked
     WHERE until = year_end)
SELECT person_id, sum(times) AS times,
       sum(min(times, (SELECT count(*) FROM deed d WHERE d.duty = due.duty AND d.person_id = due.person_id))) AS done
  FROM due
 GROUP BY person_id;
CREATE UNIQUE INDEX temp.owed_of ON owed (person_id);

-- A contract ran out in the period, or was renewed before it did, and its holder lives here. What was ended early, by
-- the resident or by moving away, was not to be renewed.
CREATE TEMP TABLE ran_out AS
SELECT r.person_id, min(e.closed_on) AS ended_on
  FROM resident r
  JOIN enrolled_spell e ON e.programme = 'contract' AND e.person_id = r.person_id
  JOIN contract_agreement a ON a.person_id = e.person_id AND a.record_id = e.record_id, asked
 WHERE r.is_here AND e.closed_on BETWEEN since AND until AND (e.closed_on = a.ends_on OR e.is_replaced)
   AND NOT EXISTS (SELECT * FROM contract_termination t
                    WHERE t.person_id = r.person_id AND t.occurred_on BETWEEN since AND until)
 GROUP BY r.person_id;

-- indicator: contract.contracts
SELECT count(*), NULL FROM here JOIN signed USING (person_id);

-- indicator: contract.signed_in_year
SELECT count(*), NULL FROM here JOIN period_member USING (person_id) WHERE programme = 'contract';

-- indicator: contract.new_contracts
SELECT count(DISTINCT person_id), NULL
  FROM here JOIN contract_agreement USING (person_id), asked
 WHERE signed_on BETWEEN since AND until;

-- indicator: contract.coverage_rate
SELECT count(*), (SELECT count FROM official) FROM here JOIN signed USING (person_id);

-- indicator: contract.coverage_rate_registered
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*) FROM here WHERE is_here;

-- indicator: contract.key_people
SELECT count(*), NULL FROM here WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'key');

-- indicator: contract.key_contracts
SELECT count(*), NULL
  FROM here JOIN signed USING (person_id)
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'key');

-- indicator: contract.key_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'key');

-- indicator: contract.elder_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'elder');

-- indicator: contract.child_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'child');

-- indicator: contract.maternal_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'maternal');

-- indicator: contract.hypertension_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'hypertension');

-- indicator: contract.diabetes_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'diabetes');

-- indicator: contract.tuberculosis_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'tuberculosis');

-- indicator: contract.mental_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'mental');

-- indicator: contract.disabled_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'disabled');

-- indicator: contract.low_income_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'low_income');

-- indicator: contract.monitored_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'monitored');

-- indicator: contract.lifted_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'lifted');

-- indicator: contract.special_family_rate
SELECT sum(person_id IN (SELECT person_id FROM signed)), count(*)
  FROM here
 WHERE is_here AND person_id IN (SELECT person_id FROM grouped WHERE name = 'special_family');

-- indicator: contract.paid_rate
SELECT sum(kind = '2'), count(*) FROM here JOIN signed USING (person_id);

-- indicator: contract.online_rate
SELECT sum(channel = '2'), count(*) FROM here JOIN signed USING (person_id);

-- indicator: contract.expired_contracts
SELECT count(*), NULL FROM here JOIN ran_out USING (person_id);

-- indicator: contract.renewal_rate
SELECT sum(EXISTS (SELECT * FROM contract_agreement a, asked
                    WHERE a.person_id = r.person_id AND a.occurred_on <= until AND a.starts_on > r.ended_on)),
       count(*)
  FROM here JOIN ran_out r USING (person_id);

-- indicator: contract.duties_owed
SELECT sum(times), NULL FROM here JOIN owed USING (person_id);

-- indicator: contract.duties_performed
SELECT sum(done), NULL FROM here JOIN owed USING (person_id);

-- indicator: contract.fulfilment_rate
SELECT sum(done), coalesce(sum(times), 0) FROM here JOIN owed USING (person_id);

-- indicator: contract.fulfilled_rate
SELECT sum(done >= times), count(*)
  FROM here JOIN owed USING (person_id)
 WHERE times > 0
   AND person_id IN (SELECT person_id FROM period_member WHERE programme = 'contract');

-- indicator: contract.home_care_people
SELECT count(*), NULL
  FROM here JOIN signed USING (person_id)
 WHERE person_id IN (SELECT person_id FROM grouped WHERE name = 'home_care');

-- indicator: contract.township_served_rate
SELECT sum((SELECT count(DISTINCT s.quarter) FROM contract_service s
             WHERE s.person_id = h.person_id AND s.in_year AND s.level = '2') >= c.quarters),
       count(*)
  FROM here h
  JOIN signed USING (person_id)
  JOIN covered c ON c.programme = 'contract' AND c.person_id = h.person_id
 WHERE h.person_id IN (SELECT person_id FROM grouped WHERE name = 'home_care');

-- indicator: contract.county_served_rate
SELECT sum(EXISTS (SELECT * FROM contract_service s
                    WHERE s.person_id = h.person_id AND s.in_year AND s.level = '1')),
       count(*)
  FROM here h JOIN signed USING (person_id)
 WHERE h.person_id IN (SELECT person_id FROM grouped WHERE name = 'home_care');

-- indicator: contract.service_visits
SELECT count(*), NULL FROM here JOIN contract_service USING (person_id) WHERE in_period;

-- indicator: contract.home_visits
SELECT count(*), NULL FROM here JOIN contract_service USING (person_id) WHERE in_period AND way = '2';

-- indicator: contract.long_prescriptions
SELECT count(*), NULL FROM here JOIN contract_service USING (person_id) WHERE in_period AND items LIKE '%,2,%';

-- indicator: contract.home_beds
SELECT count(DISTINCT person_id), NULL
  FROM here JOIN contract_service USING (person_id)
 WHERE in_period AND items LIKE '%,3,%';

-- indicator: contract.deliveries
SELECT count(*), NULL
  FROM here JOIN contract_service USING (person_id)
 WHERE in_period AND (items LIKE '%,8,%' OR items LIKE '%,9,%');

-- indicator: contract.surveyed
SELECT count(DISTINCT person_id), NULL
  FROM here JOIN contract_satisfaction USING (person_id), asked
 WHERE occurred_on BETWEEN since AND until;

-- indicator: contract.satisfaction_rate
SELECT sum(overall IN ('1', '2')), count(*)
  FROM (SELECT s.overall, row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
          FROM here JOIN contract_satisfaction s USING (person_id), asked
         WHERE occurred_on BETWEEN since AND until)
 WHERE nth_last = 1;

-- indicator: contract.awareness_rate
SELECT sum(aware), count(*)
  FROM (SELECT s.aware, row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
          FROM here JOIN contract_satisfaction s USING (person_id), asked
         WHERE occurred_on BETWEEN since AND until)
 WHERE nth_last = 1;
