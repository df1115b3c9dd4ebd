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

-- The official number of the place's region, of everything: of all there is. Where there is none, it is the sum of the
-- regions below, each with its own or with its sum; one without either leaves the whole without.
DROP TABLE IF EXISTS temp.official;
CREATE TEMP TABLE official AS
WITH RECURSIVE
number(region_id, count) AS (
    SELECT region_id, count FROM population WHERE year = (SELECT year FROM asked)),
in_force(region_id, parent_id) AS (
    SELECT region_id, parent_id FROM region
     WHERE (SELECT year_end FROM asked) BETWEEN valid_from AND valid_until),
walk(region_id, count) AS (
    SELECT region_id, (SELECT count FROM number WHERE number.region_id = i.region_id) FROM in_force i
     WHERE CASE WHEN :org IS NULL AND :region IS NULL
                THEN parent_id IS NULL OR parent_id NOT IN (SELECT region_id FROM region)
                ELSE region_id = coalesce((SELECT region_id FROM organisation WHERE code = :org),
                                          (SELECT region_id FROM region WHERE code = :region)) END
     UNION ALL
    SELECT i.region_id, (SELECT count FROM number WHERE number.region_id = i.region_id)
      FROM in_force i JOIN walk ON i.parent_id = walk.region_id
     WHERE walk.count IS NULL)
SELECT sum(count) AS count FROM walk
HAVING sum(count) IS NOT NULL
   AND NOT EXISTS (SELECT * FROM walk w WHERE count IS NULL
                      AND NOT EXISTS (SELECT * FROM in_force i WHERE i.parent_id = w.region_id));
