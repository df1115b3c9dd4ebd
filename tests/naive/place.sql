-- The people of one place, and its official population.
--
-- Parameters: :org, the code of an organisation, or NULL; :region, the code of a region, or NULL; neither: everywhere.

DROP TABLE IF EXISTS temp.here;
CREATE TEMP TABLE here AS
WITH RECURSIVE
post(organisation_id) AS (
    SELECT organisation_id FROM organisation WHERE code = :org
     UNION
    SELECT o.organisation_id FROM organisation o JOIN post ON o.parent_id = post.organisation_id),
area(region_id) AS (
    SELECT region_id FROM region WHERE code = :region
     UNION
    SELECT r.region_id FROM region r JOIN area ON r.parent_id = area.region_id)
SELECT r.*
  FROM resident r
  JOIN stay s ON s.person_id = r.person_id AND s.from_on = r.placed_on
 WHERE CASE WHEN :org IS NOT NULL THEN s.organisation_id IN (SELECT organisation_id FROM post)
            WHEN :region IS NOT NULL THEN s.region_id IN (SELECT region_id FROM area)
            ELSE 1 END;
CREATE UNIQUE INDEX temp.here_of ON here (person_id);

-- The number of the region, or of those that the organisation serves: its own, and those of whom was merged into it.
-- Where nobody has told it, those of the regions below it, if all are known.
DROP TABLE IF EXISTS temp.official;
CREATE TEMP TABLE official AS
WITH RECURSIVE
told AS (
    SELECT region_id, count FROM population, asked
     WHERE population.year = asked.year AND sex = 0 AND age_from = 0 AND age_below = 0),
served(organisation_id, region_id) AS (
    SELECT organisation_id, region_id FROM organisation, asked
     WHERE code = :org AND coalesce(valid_until, 99999) >= asked.until
     UNION
    SELECT o.organisation_id, o.region_id
      FROM organisation o JOIN served s ON o.merged_into = s.organisation_id, asked
     WHERE o.valid_until < asked.until),
asked_for(region_id) AS (
    SELECT DISTINCT region_id FROM served
     UNION ALL SELECT region_id FROM region WHERE code = :region
     UNION ALL SELECT region_id FROM region WHERE parent_id IS NULL AND :org IS NULL AND :region IS NULL
     UNION ALL
    SELECT r.region_id
      FROM region r JOIN asked_for a ON r.parent_id = a.region_id
     WHERE a.region_id NOT IN (SELECT region_id FROM told))
SELECT sum(count) AS count
  FROM asked_for a LEFT JOIN told t USING (region_id)
 WHERE t.region_id IS NOT NULL OR NOT EXISTS (SELECT * FROM region r WHERE r.parent_id = a.region_id)
HAVING count(*) = count(count);
