/**
 * What somebody would write in psql to count what a report counts, each statement as they would ask it: on the tables, with exact numbers, for
 * the same days and months. The limit that the reports are measured by.
 */
export function plainSql(kind: 'capacity' | 'budget' | 'pipeline', today: string): string[] {
  return plain[kind].map((sql) => sql.replaceAll(':today', `'${today}'`))
}

const plain = {
  capacity: [
    `WITH taken AS (
       SELECT p.site_id, s.state, p.household_size AS size, lower(p.days) AS first_day,
         CASE WHEN upper_inf(p.days) THEN NULL WHEN s.state = 'staying' THEN greatest(upper(p.days) - 1, :today::date) ELSE upper(p.days) - 1 END AS last_day
       FROM placement p JOIN subject s USING (id)
       WHERE p.site_id IS NOT NULL AND s.state IN ('booked', 'staying', 'left', 'moved')
     ), change AS (
       SELECT site_id, greatest(first_day, '2022-09-01') AS day, size * (state = 'booked')::int AS booked, size * (state <> 'booked')::int AS occupied
       FROM taken WHERE first_day <= '2023-08-31' AND (last_day IS NULL OR last_day >= '2022-09-01')
       UNION ALL
       SELECT site_id, last_day + 1, -size * (state = 'booked')::int, -size * (state <> 'booked')::int
       FROM taken WHERE last_day >= '2022-09-01' AND last_day < '2023-08-31'
     ), day AS (
       SELECT site.*, d::date AS day FROM site CROSS JOIN generate_series(date '2022-09-01', '2023-08-31', '1 day') d
     ), out AS (
       SELECT day.id, day.day, sum(o.places) AS out FROM day JOIN site_outage o ON o.site_id = day.id AND o.days @> day.day
         AND (o.lifted_on IS NULL OR o.lifted_on > day.day) GROUP BY 1, 2
     ), standing AS (
       SELECT day.id, day.name, day.organisation, day.region, day.country, day.day, day.places, coalesce(out.out, 0) AS out,
         sum(coalesce(c.booked, 0)) OVER w AS booked, sum(coalesce(c.occupied, 0)) OVER w AS occupied
       FROM day LEFT JOIN (SELECT site_id, day, sum(booked) AS booked, sum(occupied) AS occupied FROM change GROUP BY 1, 2) c
         ON c.site_id = day.id AND c.day = day.day LEFT JOIN out ON out.id = day.id AND out.day = day.day
       WINDOW w AS (PARTITION BY day.id ORDER BY day.day)
     )
     SELECT grouping(name, organisation, region) AS level, name, organisation, region, day, sum(places)::int, sum(out)::int, sum(booked)::int, sum(occupied)::int,
       sum(greatest(0, places - out - booked - occupied))::int, sum(greatest(0, booked + occupied - places + out))::int
     FROM standing GROUP BY GROUPING SETS ((day), (name, day), (organisation, day), (region, day)) ORDER BY 1, 2, 3, 4, 5`,
    `SELECT p.site_id, percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY upper(p.days) - lower(p.days)), count(*)::int
     FROM placement p JOIN subject s USING (id)
     WHERE s.state IN ('left', 'moved') AND p.site_id IS NOT NULL AND upper(p.days) <= date_trunc('month', :today::date) GROUP BY 1`,
    `SELECT f.household_size, count(*)::int FROM placement p JOIN subject s USING (id) JOIN case_file f ON f.id = s.case_id WHERE s.state = 'waiting' GROUP BY 1`,
  ],
  budget: [
    `SELECT f.name, l.name, l.purpose, l.currency, a.kind, sum(a.balance)::bigint
     FROM fund f JOIN ledger_account a ON a.fund_id = f.id LEFT JOIN budget_line l ON l.id = a.budget_line_id GROUP BY 1, 2, 3, 4, 5`,
    `SELECT debit, sum(amount)::bigint FROM ledger_transfer WHERE what = 'bank_return' GROUP BY 1`,
    `SELECT e.country, r.currency, count(*)::int, sum(r.amount)::bigint FROM entitlement e JOIN subject s USING (id)
     LEFT JOIN allowance_rate r ON r.country = e.country AND r.days @> :today::date
     WHERE s.state = 'active' AND e.days @> :today::date GROUP BY 1, 2`,
    `SELECT s.state, c.currency, count(*)::int, sum(c.amount)::bigint FROM reward_claim c JOIN subject s USING (id)
     WHERE s.state IN ('filed', 'verified', 'valued', 'approved', 'in_payment') GROUP BY 1, 2`,
  ],
  pipeline: [
    `WITH move AS (
       SELECT t.subject_id, t.from_state, t.to_state, t.programme_date, f.service,
         t.programme_date - lag(t.programme_date) OVER (PARTITION BY t.subject_id ORDER BY t.seq) AS days
       FROM transition t JOIN case_file f ON f.id = t.subject_id
       WHERE t.lifecycle = 'case' AND t.from_state IS DISTINCT FROM t.to_state
     )
     SELECT date_trunc('month', programme_date) AS month, from_state, to_state, service, count(*)::int,
       percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY days),
       count(*) FILTER (WHERE days > CASE from_state WHEN 'contacted' THEN 14 WHEN 'in_vetting' THEN 30 ELSE 14 END)::int
     FROM move WHERE programme_date < date_trunc('month', :today::date) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    `SELECT date_trunc('month', t.programme_date), a.username, t.role, count(*)::int FROM transition t JOIN account a ON a.id = t.actor_id
     WHERE t.role <> 'system' AND t.programme_date >= '2022-08-01' AND t.programme_date < '2023-08-01' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    `SELECT a.username, count(*)::int FROM case_file f JOIN account a ON a.id = f.holder_id WHERE f.state <> 'closed' GROUP BY 1`,
  ],
} as const
