-- Patients with type 2 diabetes: registered, visited, tested, examined, controlled, referred. Glucose is stored in
-- tenths of mmol/L.

CREATE TEMP TABLE dm_visit AS
SELECT person_id, record_id, occurred_on, way, referred, fpg, hba1c,
       occurred_on >= since AS in_period, occurred_on >= year_start AS in_year,
       (strftime('%m', occurred_on * 86400, 'unixepoch') + 2) / 3 AS quarter,
       way IN ('1', '2') AS face_to_face,
       way IN ('1', '2') AND sbp IS NOT NULL AND dbp IS NOT NULL
       AND (fpg IS NOT NULL OR other_glucose IS NOT NULL) AS by_norm,
       -- fasting below 7.0; another test, below 10.0, stands in when there is none
       fpg < 70 AS fpg_on_target,
       CASE WHEN fpg IS NOT NULL THEN fpg < 70 ELSE other_glucose < 100 END AS any_on_target,
       is_emergency,
       is_emergency OR new_complication = '2' OR coalesce(adverse_persists, 0) AS must_refer
  FROM (SELECT v.*,
               coalesce(fpg >= 167 OR fpg <= 39, 0) OR coalesce(other_glucose >= 167 OR other_glucose <= 39, 0)
               OR coalesce(sbp >= 180, 0) OR coalesce(dbp >= 110, 0) OR coalesce(temperature > 390, 0)
               OR danger <> '0' AS is_emergency
          FROM diabetes_followup v), asked
 WHERE occurred_on <= until;
CREATE INDEX temp.dm_visit_of ON dm_visit (person_id);

CREATE TEMP TABLE dm_managed AS
SELECT person_id
  FROM period_member
 WHERE programme = 'diabetes' AND person_id IN (SELECT person_id FROM dm_visit WHERE in_year);
CREATE UNIQUE INDEX temp.dm_managed_of ON dm_managed (person_id);

-- Lost: ended as lost in the period, or on the register and not seen for more than 180 days.
CREATE TEMP TABLE dm_lost AS
SELECT person_id
  FROM (SELECT person_id, reason,
               row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
          FROM diabetes_termination, asked
         WHERE occurred_on BETWEEN since AND until)
 WHERE nth_last = 1 AND reason = '3'
 UNION
SELECT m.person_id
  FROM member m, asked
 WHERE m.programme = 'diabetes'
   AND until - coalesce((SELECT max(v.occurred_on) FROM dm_visit v WHERE v.person_id = m.person_id), m.opened_on) > 180;

-- indicator: diabetes.registered
SELECT count(*), NULL FROM here JOIN period_member USING (person_id) WHERE programme = 'diabetes';

-- indicator: diabetes.new_patients
SELECT count(DISTINCT person_id), NULL
  FROM here JOIN enrolled_spell USING (person_id), asked
 WHERE programme = 'diabetes' AND opened_on BETWEEN since AND until;

-- indicator: diabetes.managed
SELECT count(*), NULL FROM here JOIN dm_managed USING (person_id);

-- indicator: diabetes.visits
SELECT count(*), NULL FROM here JOIN dm_visit USING (person_id) WHERE in_period;

-- indicator: diabetes.visits_face_to_face
SELECT count(*), NULL FROM here JOIN dm_visit USING (person_id) WHERE in_period AND face_to_face;

-- indicator: diabetes.visits_at_home
SELECT count(*), NULL FROM here JOIN dm_visit USING (person_id) WHERE in_period AND way = '2';

-- indicator: diabetes.glucose_tests
SELECT count(fpg), NULL FROM here JOIN dm_visit USING (person_id) WHERE in_period;

-- indicator: diabetes.standard_rate
-- A visit face to face and a fasting test for every full quarter under management, visits in so many quarters; the
-- examination.
SELECT sum(visits >= quarters AND tests >= quarters AND visited_quarters >= quarters AND examined), count(*)
  FROM (SELECT coalesce(c.quarters, 0) AS quarters,
               (SELECT count(*) FROM dm_visit v
                 WHERE v.person_id = h.person_id AND v.in_year AND v.by_norm) AS visits,
               (SELECT count(v.fpg) FROM dm_visit v WHERE v.person_id = h.person_id AND v.in_year) AS tests,
               (SELECT count(DISTINCT v.quarter) FROM dm_visit v
                 WHERE v.person_id = h.person_id AND v.in_year AND v.by_norm) AS visited_quarters,
               EXISTS (SELECT * FROM exam x WHERE x.person_id = h.person_id AND x.in_year) AS examined
          FROM here h
          JOIN dm_managed USING (person_id)
          LEFT JOIN covered c ON c.programme = 'diabetes' AND c.person_id = h.person_id);

-- indicator: diabetes.control_rate
-- The last fasting glucose of the year is on target; who was lost is not controlled.
SELECT sum(coalesce((SELECT v.fpg_on_target FROM dm_visit v
                      WHERE v.person_id = h.person_id AND v.in_year AND v.fpg IS NOT NULL
                      ORDER BY v.occurred_on DESC, v.record_id DESC LIMIT 1), 0)
           AND h.person_id NOT IN (SELECT person_id FROM dm_lost)),
       count(*)
  FROM here h JOIN dm_managed USING (person_id);

-- indicator: diabetes.control_face_rate
SELECT sum(coalesce((SELECT v.fpg_on_target FROM dm_visit v
                      WHERE v.person_id = h.person_id AND v.in_year AND v.face_to_face AND v.fpg IS NOT NULL
                      ORDER BY v.occurred_on DESC, v.record_id DESC LIMIT 1), 0)),
       count(*)
  FROM here h JOIN dm_managed USING (person_id);

-- indicator: diabetes.control_any_rate
SELECT sum(coalesce((SELECT v.any_on_target FROM dm_visit v
                      WHERE v.person_id = h.person_id AND v.in_year AND v.any_on_target IS NOT NULL
                      ORDER BY v.occurred_on DESC, v.record_id DESC LIMIT 1), 0)),
       count(*)
  FROM here h JOIN dm_managed USING (person_id);

-- indicator: diabetes.management_rate
-- Of the adults living here 11.9 in a hundred are estimated to be patients.
SELECT (SELECT count(*) FROM here JOIN dm_managed USING (person_id)),
       (SELECT count(*) * 119 / 1000.0 FROM here WHERE is_here AND age >= 18);

-- indicator: diabetes.hba1c_rate
SELECT sum(EXISTS (SELECT * FROM dm_visit v WHERE v.person_id = h.person_id AND v.in_year AND v.hba1c IS NOT NULL)
           OR EXISTS (SELECT * FROM exam x WHERE x.person_id = h.person_id AND x.in_year AND x.hba1c IS NOT NULL)),
       count(*)
  FROM here h JOIN dm_managed USING (person_id);

-- indicator: diabetes.fundus_rate
SELECT sum(EXISTS (SELECT * FROM exam x WHERE x.person_id = h.person_id AND x.in_year AND x.fundus IS NOT NULL)),
       count(*)
  FROM here h JOIN dm_managed USING (person_id);

-- indicator: diabetes.examined_rate
SELECT sum(EXISTS (SELECT * FROM exam x WHERE x.person_id = h.person_id AND x.in_year)), count(*)
  FROM here h JOIN dm_managed USING (person_id);

-- indicator: diabetes.patients_at_start
SELECT count(*), NULL FROM here JOIN member_at_start USING (person_id) WHERE programme = 'diabetes';

-- indicator: diabetes.loss_rate
SELECT sum(person_id IN (SELECT person_id FROM dm_lost)), count(*)
  FROM here JOIN member_at_start USING (person_id)
 WHERE programme = 'diabetes';

-- indicator: diabetes.referral_rate
SELECT sum(referred), count(*) FROM here JOIN dm_visit USING (person_id) WHERE in_period AND must_refer;

-- indicator: diabetes.referral_2w_rate
SELECT (SELECT count(*) FROM here JOIN diabetes_referral_result r USING (person_id), asked
         WHERE r.occurred_on BETWEEN since AND until AND r.occurred_on - r.referred_on <= 14),
       (SELECT count(*) FROM here JOIN dm_visit USING (person_id) WHERE in_period AND referred)
       + (SELECT count(*) FROM here JOIN diabetes_screening s USING (person_id), asked
           WHERE s.occurred_on BETWEEN since AND until AND s.referred);

-- indicator: diabetes.known_rate
SELECT sum(EXISTS (SELECT * FROM member m WHERE m.programme = 'diabetes' AND m.person_id = h.person_id)), count(*)
  FROM here h
 WHERE is_here AND age >= 18;

-- indicator: diabetes.detection_rate
SELECT count(*), (SELECT count FROM official)
  FROM here JOIN member USING (person_id)
 WHERE programme = 'diabetes';

-- indicator: diabetes.both_diseases
SELECT count(*), NULL
  FROM here h JOIN dm_managed USING (person_id)
 WHERE EXISTS (SELECT * FROM member m WHERE m.programme = 'hypertension' AND m.person_id = h.person_id);

-- indicator: diabetes.emergencies
SELECT count(*), NULL FROM here JOIN dm_visit USING (person_id) WHERE in_period AND is_emergency;
