-- Patients with hypertension: found, registered, visited, examined, controlled, referred.

CREATE TEMP TABLE htn_visit AS
SELECT person_id, record_id, occurred_on, way, referred,
       occurred_on >= since AS in_period, occurred_on >= year_start AS in_year,
       (strftime('%m', occurred_on * 86400, 'unixepoch') + 2) / 3 AS quarter,
       way IN ('1', '2') AS face_to_face,
       way IN ('1', '2') AND sbp IS NOT NULL AND dbp IS NOT NULL AS by_norm,
       -- below 140/90, from 65 years on the day of the visit below 150/90
       dbp < 90 AND sbp < CASE WHEN age < 65 THEN 140 ELSE 150 END AS on_target,
       coalesce(sbp >= 180, 0) OR coalesce(dbp >= 110, 0) OR danger <> '0' AS is_emergency,
       coalesce(sbp >= 180, 0) OR coalesce(dbp >= 110, 0) OR danger <> '0'
       OR new_complication = '2' OR coalesce(adverse_persists, 0) AS must_refer
  FROM (SELECT v.*,
               strftime('%Y', occurred_on * 86400, 'unixepoch') - strftime('%Y', born_on * 86400, 'unixepoch')
               - (strftime('%m%d', occurred_on * 86400, 'unixepoch')
                  < strftime('%m%d', born_on * 86400, 'unixepoch')) AS age
          FROM hypertension_followup v JOIN person USING (person_id)), asked
 WHERE occurred_on <= until;
CREATE INDEX temp.htn_visit_of ON htn_visit (person_id);

CREATE TEMP TABLE htn_screening AS
SELECT person_id, record_id, occurred_on, referred,
       occurred_on >= since AS in_period, occurred_on >= year_start AS in_year,
       strftime('%m', occurred_on * 86400, 'unixepoch') > '06' AS is_second_half,
       sbp >= 140 OR dbp >= 90 AS is_high
  FROM hypertension_screening, asked
 WHERE occurred_on <= until;
CREATE INDEX temp.htn_screening_of ON htn_screening (person_id);

-- In management: on the register in the period, with at least one visit in the year.
CREATE TEMP TABLE htn_managed AS
SELECT person_id
  FROM period_member
 WHERE programme = 'hypertension' AND person_id IN (SELECT person_id FROM htn_visit WHERE in_year);
CREATE UNIQUE INDEX temp.htn_managed_of ON htn_managed (person_id);

-- Lost: ended as lost in the period, or on the register and not seen for more than 180 days.
CREATE TEMP TABLE htn_lost AS
SELECT person_id
  FROM (SELECT person_id, reason,
               row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
          FROM hypertension_termination, asked
         WHERE occurred_on BETWEEN since AND until)
 WHERE nth_last = 1 AND reason = '3'
 UNION
SELECT m.person_id
  FROM member m, asked
 WHERE m.programme = 'hypertension'
   AND until - coalesce((SELECT max(v.occurred_on) FROM htn_visit v WHERE v.person_id = m.person_id), m.opened_on) > 180;

-- indicator: hypertension.registered
SELECT count(*), NULL FROM here JOIN period_member USING (person_id) WHERE programme = 'hypertension';

-- indicator: hypertension.new_patients
SELECT count(DISTINCT person_id), NULL
  FROM here JOIN enrolled_spell USING (person_id), asked
 WHERE programme = 'hypertension' AND opened_on BETWEEN since AND until;

-- indicator: hypertension.found_at_first_visit
SELECT count(DISTINCT e.person_id), NULL
  FROM here
  JOIN enrolled_spell e USING (person_id)
  JOIN hypertension_registration r ON r.person_id = e.person_id AND r.record_id = e.record_id, asked
 WHERE programme = 'hypertension' AND opened_on BETWEEN since AND until AND r.channel = '1';

-- indicator: hypertension.managed
SELECT count(*), NULL FROM here JOIN htn_managed USING (person_id);

-- indicator: hypertension.visits
SELECT count(*), NULL FROM here JOIN htn_visit USING (person_id) WHERE in_period;

-- indicator: hypertension.visits_face_to_face
SELECT count(*), NULL FROM here JOIN htn_visit USING (person_id) WHERE in_period AND face_to_face;

-- indicator: hypertension.visits_at_home
SELECT count(*), NULL FROM here JOIN htn_visit USING (person_id) WHERE in_period AND way = '2';

-- indicator: hypertension.standard_rate
-- One visit face to face for every full quarter under management, and one in so many quarters; the examination.
SELECT sum(visits >= quarters AND visited_quarters >= quarters AND examined), count(*)
  FROM (SELECT coalesce(c.quarters, 0) AS quarters,
               (SELECT count(*) FROM htn_visit v
                 WHERE v.person_id = h.person_id AND v.in_year AND v.by_norm) AS visits,
               (SELECT count(DISTINCT v.quarter) FROM htn_visit v
                 WHERE v.person_id = h.person_id AND v.in_year AND v.by_norm) AS visited_quarters,
               EXISTS (SELECT * FROM exam x WHERE x.person_id = h.person_id AND x.in_year) AS examined
          FROM here h
          JOIN htn_managed USING (person_id)
          LEFT JOIN covered c ON c.programme = 'hypertension' AND c.person_id = h.person_id);

-- indicator: hypertension.control_rate
-- The last pressure of the year is on target; who was lost is not controlled.
SELECT sum(coalesce((SELECT v.on_target FROM htn_visit v
                      WHERE v.person_id = h.person_id AND v.in_year AND v.on_target IS NOT NULL
                      ORDER BY v.occurred_on DESC, v.record_id DESC LIMIT 1), 0)
           AND h.person_id NOT IN (SELECT person_id FROM htn_lost)),
       count(*)
  FROM here h JOIN htn_managed USING (person_id);

-- indicator: hypertension.management_rate
-- Of the adults living here 27.5 in a hundred are estimated to be patients.
SELECT (SELECT count(*) FROM here JOIN htn_managed USING (person_id)),
       (SELECT count(*) * 275 / 1000.0 FROM here WHERE is_here AND age >= 18);

-- indicator: hypertension.examined_rate
SELECT sum(EXISTS (SELECT * FROM exam x WHERE x.person_id = h.person_id AND x.in_year)), count(*)
  FROM here h JOIN htn_managed USING (person_id);

-- indicator: hypertension.first_visits
SELECT count(DISTINCT h.person_id), NULL
  FROM here h JOIN encounter e USING (person_id)
 WHERE e.in_period AND e.first_visit_of_year AND e.age >= 35;

-- indicator: hypertension.first_visit_rate
SELECT count(DISTINCT CASE WHEN e.measured THEN h.person_id END), count(DISTINCT h.person_id)
  FROM here h JOIN encounter e USING (person_id)
 WHERE e.in_period AND e.first_visit_of_year AND e.age >= 35;

-- indicator: hypertension.patients_at_start
SELECT count(*), NULL FROM here JOIN member_at_start USING (person_id) WHERE programme = 'hypertension';

-- indicator: hypertension.loss_rate
SELECT sum(person_id IN (SELECT person_id FROM htn_lost)), count(*)
  FROM here JOIN member_at_start USING (person_id)
 WHERE programme = 'hypertension';

-- indicator: hypertension.referral_rate
SELECT sum(referred), count(*) FROM here JOIN htn_visit USING (person_id) WHERE in_period AND must_refer;

-- indicator: hypertension.referral_2w_rate
SELECT (SELECT count(*) FROM here JOIN hypertension_referral_result r USING (person_id), asked
         WHERE r.occurred_on BETWEEN since AND until AND r.occurred_on - r.referred_on <= 14),
       (SELECT count(*) FROM here JOIN htn_visit USING (person_id) WHERE in_period AND referred)
       + (SELECT count(*) FROM here JOIN htn_screening USING (person_id) WHERE in_period AND referred);

-- indicator: hypertension.known_rate
SELECT sum(EXISTS (SELECT * FROM member m WHERE m.programme = 'hypertension' AND m.person_id = h.person_id)), count(*)
  FROM here h
 WHERE is_here AND age >= 18;

-- indicator: hypertension.detection_rate
SELECT count(*), (SELECT count FROM official)
  FROM here JOIN member USING (person_id)
 WHERE programme = 'hypertension';

-- indicator: hypertension.screened
SELECT count(*), NULL FROM here JOIN htn_screening USING (person_id) WHERE in_period;

-- indicator: hypertension.emergencies
SELECT count(*), NULL FROM here JOIN htn_visit USING (person_id) WHERE in_period AND is_emergency;
