-- The residents' health records: filed, electronic, in use, standardised, open to their owners, checked.

-- Any service of any programme; what is only administered is none.
CREATE TEMP TABLE service AS
SELECT person_id, occurred_on
  FROM (SELECT person_id, occurred_on FROM ehr_exam
         UNION ALL SELECT person_id, occurred_on FROM ehr_encounter
         UNION ALL SELECT person_id, occurred_on FROM ehr_consultation
         UNION ALL SELECT person_id, occurred_on FROM elderly_self_care
         UNION ALL SELECT person_id, occurred_on FROM hypertension_screening
         UNION ALL SELECT person_id, occurred_on FROM hypertension_followup
         UNION ALL SELECT person_id, occurred_on FROM hypertension_referral_result
         UNION ALL SELECT person_id, occurred_on FROM diabetes_screening
         UNION ALL SELECT person_id, occurred_on FROM diabetes_followup
         UNION ALL SELECT person_id, occurred_on FROM diabetes_referral_result
         UNION ALL SELECT person_id, occurred_on FROM contract_service_record), asked
 WHERE occurred_on <= until;

CREATE TEMP TABLE checked AS
SELECT person_id, occurred_on >= since AS in_period, identity_true AND services_true AS is_truthful,
       identity_true AND services_true AND complete AND consistent AND up_to_date AS has_passed,
       row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) = 1 AS is_last
  FROM ehr_quality_check, asked
 WHERE occurred_on <= until;

-- Who has a record on the last day. Of children below seven the cover is enough.
CREATE TEMP TABLE filed AS
WITH cover AS (
    SELECT person_id, electronic, identity_verified
      FROM (SELECT c.*, row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
              FROM ehr_cover c, asked
             WHERE occurred_on <= until)
     WHERE nth_last = 1),
used AS (
    SELECT person_id, max(occurred_on) AS last_on FROM service GROUP BY person_id),
scored AS (
    SELECT person_id,
           60 + 10 * (phone IS NOT NULL)
           + 10 * (kitchen_vent IS NOT NULL AND fuel IS NOT NULL AND water IS NOT NULL AND toilet IS NOT NULL
                   AND livestock IS NOT NULL)
           + 5 * (blood_group <> '5') + 5 * (rhesus <> '3') + 5 * (education <> '10')
           + 5 * (contact_relation IS NOT NULL) AS points
      FROM basic),
opened AS (
    SELECT person_id, action
      FROM (SELECT o.*, row_number() OVER (PARTITION BY person_id ORDER BY occurred_on DESC, record_id DESC) AS nth_last
              FROM ehr_opening o, asked
             WHERE occurred_on <= until)
     WHERE nth_last = 1)
SELECT r.person_id,
       coalesce(cover.electronic, 0) AS is_electronic,
       coalesce(until - used.last_on < 365, 0) AS is_used,
       coalesce(cover.electronic AND cover.identity_verified AND until - used.last_on < 365
                AND (r.age < 7 OR scored.points >= 80) AND coalesce(checked.has_passed, 1), 0) AS is_standardised,
       coalesce(opened.action = '1', 0) AS is_open
  FROM asked, resident r
  JOIN member m ON m.programme = 'ehr' AND m.person_id = r.person_id
  LEFT JOIN cover ON cover.person_id = r.person_id
  LEFT JOIN used ON used.person_id = r.person_id
  LEFT JOIN scored ON scored.person_id = r.person_id
  LEFT JOIN opened ON opened.person_id = r.person_id
  LEFT JOIN checked ON checked.person_id = r.person_id AND checked.is_last
 WHERE r.age < 7 OR scored.person_id IS NOT NULL;
CREATE UNIQUE INDEX temp.filed_of ON filed (person_id);

-- indicator: ehr.records
SELECT count(*), NULL FROM here JOIN filed USING (person_id);

-- indicator: ehr.new_records
SELECT count(DISTINCT person_id), NULL
  FROM here JOIN ehr_cover USING (person_id), asked
 WHERE filed_on BETWEEN since AND until
   AND (died_on IS NULL OR filed_on <= died_on);

-- indicator: ehr.ended_records
SELECT count(DISTINCT person_id), NULL
  FROM here JOIN enrolled_spell USING (person_id), asked
 WHERE programme = 'ehr' AND closed_on BETWEEN since AND until AND NOT is_replaced;

-- indicator: ehr.filing_rate
SELECT count(*), (SELECT count FROM official) FROM here JOIN filed USING (person_id);

-- indicator: ehr.filing_rate_registered
SELECT sum(person_id IN (SELECT person_id FROM filed)), count(*) FROM here WHERE is_here;

-- indicator: ehr.electronic_rate
SELECT count(*), (SELECT count FROM official) FROM here JOIN filed USING (person_id) WHERE is_electronic;

-- indicator: ehr.electronic_rate_registered
SELECT sum(person_id IN (SELECT person_id FROM filed WHERE is_electronic)), count(*) FROM here WHERE is_here;

-- indicator: ehr.standardised_rate
SELECT count(*), (SELECT count FROM official) FROM here JOIN filed USING (person_id) WHERE is_standardised;

-- indicator: ehr.standardised_rate_registered
SELECT sum(person_id IN (SELECT person_id FROM filed WHERE is_standardised)), count(*) FROM here WHERE is_here;

-- indicator: ehr.use_rate
SELECT sum(is_used), count(*) FROM here JOIN filed USING (person_id);

-- indicator: ehr.opened_records
SELECT count(*), NULL FROM here JOIN filed USING (person_id) WHERE is_open;

-- indicator: ehr.opening_rate
SELECT sum(is_open), count(*) FROM here JOIN filed USING (person_id);

-- indicator: ehr.checked_records
SELECT count(DISTINCT person_id), NULL FROM here JOIN checked USING (person_id) WHERE in_period;

-- indicator: ehr.truth_rate
SELECT sum(is_truthful), count(*) FROM here JOIN checked USING (person_id) WHERE in_period AND is_last;

-- indicator: ehr.pass_rate
SELECT sum(has_passed), count(*) FROM here JOIN checked USING (person_id) WHERE in_period AND is_last;

-- indicator: ehr.examined
SELECT count(DISTINCT person_id), NULL FROM here JOIN exam USING (person_id) WHERE in_period;

-- indicator: ehr.encounters
SELECT count(*), NULL FROM here JOIN encounter USING (person_id) WHERE in_period;

-- indicator: ehr.services
SELECT count(*), NULL FROM here JOIN service USING (person_id), asked WHERE occurred_on >= since;
