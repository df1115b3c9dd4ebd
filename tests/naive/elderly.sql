-- Residents from 65 years (by the end of the year): the yearly service of four parts.

CREATE TEMP TABLE elder_exam AS
SELECT person_id, occurred_on, record_id, cognition, mood, judgement,
       high_sbp >= 140 OR high_dbp >= 90 AS bp_is_high,
       row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) = 1 AS is_last,
       -- way of life and health status
       self_rated IS NOT NULL AND self_care IS NOT NULL AND cognition IS NOT NULL AND mood IS NOT NULL
       -- physical examination
       AND temperature IS NOT NULL AND pulse IS NOT NULL AND respiration IS NOT NULL
       AND high_sbp IS NOT NULL AND high_dbp IS NOT NULL
       AND (unmeasured IS NOT NULL OR (height IS NOT NULL AND weight IS NOT NULL AND waist IS NOT NULL))
       AND lips IS NOT NULL AND teeth IS NOT NULL AND throat IS NOT NULL
       AND left_sight IS NOT NULL AND right_sight IS NOT NULL AND hearing IS NOT NULL AND movement IS NOT NULL
       AND skin IS NOT NULL AND lymph_nodes IS NOT NULL AND breath_sounds IS NOT NULL AND rales IS NOT NULL
       AND heart_rate IS NOT NULL AND heart_rhythm IS NOT NULL AND murmur IS NOT NULL
       AND tenderness IS NOT NULL AND mass IS NOT NULL AND leg_oedema IS NOT NULL
       -- blood count, urine, liver, kidneys, glucose, lipids, electrocardiogram, ultrasound
       AND hb IS NOT NULL AND wbc IS NOT NULL AND plt IS NOT NULL
       AND urine_protein IS NOT NULL AND urine_glucose IS NOT NULL AND urine_ketone IS NOT NULL
       AND urine_blood IS NOT NULL
       AND alt IS NOT NULL AND ast IS NOT NULL AND bilirubin IS NOT NULL
       AND creatinine IS NOT NULL AND urea IS NOT NULL AND fpg IS NOT NULL
       AND cholesterol IS NOT NULL AND triglycerides IS NOT NULL AND ldl IS NOT NULL AND hdl IS NOT NULL
       AND ecg IS NOT NULL AND ultrasound IS NOT NULL
       -- since 2025 also a chest radiograph and glycated haemoglobin
       AND (occurred_on < julianday('2025-01-01') - julianday('1970-01-01')
            OR (chest_xray IS NOT NULL AND hba1c IS NOT NULL))
       -- told, with guidance
       AND told_on IS NOT NULL AS is_complete
  FROM exam
 WHERE in_year;

CREATE TEMP TABLE assessment AS
SELECT person_id,
       CASE eating WHEN '3' THEN 3 WHEN '4' THEN 5 ELSE 0 END
       + CASE grooming WHEN '2' THEN 1 WHEN '3' THEN 3 WHEN '4' THEN 7 ELSE 0 END
       + CASE dressing WHEN '3' THEN 3 WHEN '4' THEN 5 ELSE 0 END
       + CASE toileting WHEN '2' THEN 1 WHEN '3' THEN 5 WHEN '4' THEN 10 ELSE 0 END
       + CASE moving WHEN '2' THEN 1 WHEN '3' THEN 5 WHEN '4' THEN 10 ELSE 0 END AS points,
       row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) = 1 AS is_last
  FROM elderly_self_care, asked
 WHERE occurred_on BETWEEN year_start AND until;

-- indicator: elderly.elders
SELECT count(*), NULL FROM here WHERE person_id IN (SELECT person_id FROM elder);

-- indicator: elderly.filed_elders
SELECT count(*), NULL
  FROM here h
 WHERE person_id IN (SELECT person_id FROM elder)
   AND EXISTS (SELECT * FROM member m WHERE m.programme = 'ehr' AND m.person_id = h.person_id)
   AND EXISTS (SELECT * FROM basic b WHERE b.person_id = h.person_id);

-- indicator: elderly.examined_elders
SELECT count(*), NULL
  FROM here
 WHERE person_id IN (SELECT person_id FROM elder) AND person_id IN (SELECT person_id FROM elder_exam);

-- indicator: elderly.examined_rate
SELECT sum(person_id IN (SELECT person_id FROM elder_exam)), count(*)
  FROM here
 WHERE person_id IN (SELECT person_id FROM elder);

-- indicator: elderly.managed
SELECT count(*), NULL
  FROM here h
 WHERE person_id IN (SELECT person_id FROM elder)
   AND EXISTS (SELECT * FROM member m WHERE m.programme = 'ehr' AND m.person_id = h.person_id)
   AND EXISTS (SELECT * FROM basic b WHERE b.person_id = h.person_id)
   AND EXISTS (SELECT * FROM elder_exam x WHERE x.person_id = h.person_id AND x.is_complete);

-- indicator: elderly.managed_rate
SELECT sum(EXISTS (SELECT * FROM member m WHERE m.programme = 'ehr' AND m.person_id = h.person_id)
           AND EXISTS (SELECT * FROM basic b WHERE b.person_id = h.person_id)
           AND EXISTS (SELECT * FROM elder_exam x WHERE x.person_id = h.person_id AND x.is_complete)),
       count(*)
  FROM here h
 WHERE person_id IN (SELECT person_id FROM elder);

-- indicator: elderly.standard_rate
SELECT sum(EXISTS (SELECT * FROM member m WHERE m.programme = 'ehr' AND m.person_id = h.person_id)
           AND EXISTS (SELECT * FROM basic b WHERE b.person_id = h.person_id)
           AND EXISTS (SELECT * FROM elder_exam x WHERE x.person_id = h.person_id AND x.is_complete)
           AND EXISTS (SELECT * FROM assessment a WHERE a.person_id = h.person_id)),
       count(*)
  FROM here h
 WHERE person_id IN (SELECT person_id FROM elder);

-- indicator: elderly.assessed_elders
SELECT count(*), NULL
  FROM here
 WHERE person_id IN (SELECT person_id FROM elder) AND person_id IN (SELECT person_id FROM assessment);

-- indicator: elderly.dependency_rate
SELECT sum(a.points >= 9), count(*)
  FROM here h JOIN assessment a ON a.person_id = h.person_id AND a.is_last
 WHERE h.person_id IN (SELECT person_id FROM elder);

-- indicator: elderly.cognition_rate
SELECT sum(EXISTS (SELECT * FROM elder_exam x WHERE x.person_id = h.person_id AND x.cognition IS NOT NULL)), count(*)
  FROM here h
 WHERE person_id IN (SELECT person_id FROM elder);

-- indicator: elderly.cognition_positive
SELECT count(DISTINCT h.person_id), NULL
  FROM here h JOIN elder_exam x USING (person_id)
 WHERE h.person_id IN (SELECT person_id FROM elder) AND x.cognition = '2';

-- indicator: elderly.mood_positive
SELECT count(DISTINCT h.person_id), NULL
  FROM here h JOIN elder_exam x USING (person_id)
 WHERE h.person_id IN (SELECT person_id FROM elder) AND x.mood = '2';

-- indicator: elderly.abnormal_rate
SELECT sum(x.judgement = '2'), count(*)
  FROM here h JOIN elder_exam x ON x.person_id = h.person_id AND x.is_last
 WHERE h.person_id IN (SELECT person_id FROM elder);

-- indicator: elderly.untreated_pressure
SELECT count(*), NULL
  FROM here h JOIN elder_exam x ON x.person_id = h.person_id AND x.is_last
 WHERE h.person_id IN (SELECT person_id FROM elder) AND x.bp_is_high
   AND NOT EXISTS (SELECT * FROM member m WHERE m.programme = 'hypertension' AND m.person_id = h.person_id);
