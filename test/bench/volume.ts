import type { Database } from '@passage/platform'

/** How much of a programme to put into a scratch database. */
export interface Volume {
  readonly cases: number
  readonly sites: number
  /** The programme date; cases were opened over the thirty months before it. */
  readonly today: string
  /** Acts that move nothing, a case: checks and notes. */
  readonly actsBesides: number
}

/**
 * Fills a scratch database with rows of the right shape, as its owner and past triggers and foreign keys: the log of it is no log that could be
 * verified. For measuring, and for reports over more than a test could live through the use cases. Never for a database that is to be used.
 */
export async function fill(owner: Database, { cases, sites, today, actsBesides }: Volume): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query(`SET LOCAL session_replication_role = replica`)
    // One gist entry for each decision is half of the time, and no act here could break it.
    await tx.query('ALTER TABLE transition DROP CONSTRAINT IF EXISTS separated_duties')
    await tx.query(`UPDATE programme_clock SET today = $1`, [today])
    await tx.query(
      `
      CREATE FUNCTION pg_temp.act_bytes(id uuid, seq bigint) RETURNS bytea LANGUAGE sql IMMUTABLE
        RETURN convert_to(rpad(id::text || seq::text, 260, 'x'), 'UTF8');
      CREATE FUNCTION pg_temp.id_of(what text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN md5(what || n)::uuid;
      INSERT INTO account (id, username, display_name) SELECT pg_temp.id_of('officer', n), 'officer-' || n, 'Officer ' || n FROM generate_series(0, 39) n;
      CREATE TEMPORARY TABLE life ON COMMIT DROP AS
        SELECT n, pg_temp.id_of('case', n) AS id, h, opened, opened + 2 + h % 17 AS vetting, opened + 5 + h % 17 + h % 41 AS advised,
          opened + 9 + h % 17 + h % 41 + h % 13 AS decided, opened + 11 + h % 17 + h % 41 + h % 13 + h % 11 AS coded,
          opened + 100 + h % 600 AS ended
        FROM (SELECT n, ('x' || substr(md5('h' || n), 1, 7))::bit(28)::int AS h, $1::date - 1 - (n * 911 / $2)::int AS opened
          FROM generate_series(0, $2 - 1) n) x`
        .replaceAll('$1', `'${today}'`)
        .replaceAll('$2', `${cases}::bigint`),
    )
    await tx.query(
      `INSERT INTO transition (subject_id, seq, lifecycle, lifecycle_version, event, from_state, to_state, actor_id, role, programme_date,
         recorded_at, payload, bytes, hash, prev_hash, binding_id)
       SELECT id, seq, 'case', 1, event, from_state, to_state, pg_temp.id_of('officer', officer + (n % 8)), role, day, day::timestamptz, '{}',
         pg_temp.act_bytes(id, seq), sha256(pg_temp.act_bytes(id, seq)), CASE WHEN seq > 1 THEN sha256(pg_temp.act_bytes(id, seq - 1)) END, 1
       FROM (
         SELECT life.id, life.n, a.*, row_number() OVER (PARTITION BY life.id ORDER BY a.day, a.place) AS seq
         FROM life CROSS JOIN LATERAL (
           SELECT 1 AS place, 'open' AS event, NULL AS from_state, 'contacted' AS to_state, opened AS day, 'intake_officer' AS role, 0 AS officer
           UNION ALL SELECT 2, 'withdraw', 'contacted', 'closed', vetting, 'intake_officer', 0 WHERE h % 20 = 0
           UNION ALL SELECT 3, 'start_vetting', 'contacted', 'in_vetting', vetting, 'vetting_officer', 8 WHERE h % 20 <> 0
           UNION ALL SELECT 4, 'record_check', 'in_vetting', 'in_vetting', vetting, 'vetting_officer', 8
             FROM generate_series(1, $2::int / 2) WHERE h % 20 <> 0
           UNION ALL SELECT 5, 'recommend', 'in_vetting', 'awaiting_decision', advised, 'vetting_officer', 8 WHERE h % 20 <> 0
           UNION ALL SELECT 6, 'decline', 'awaiting_decision', 'declined', decided, 'vetting_approver', 16 WHERE h % 20 BETWEEN 1 AND 2
           UNION ALL SELECT 7, 'clear', 'awaiting_decision', 'vetted', decided, 'vetting_approver', 16 WHERE h % 20 > 2
           UNION ALL SELECT 8, 'issue_code', 'vetted', 'registered', coded, 'registrar', 24 WHERE h % 20 > 2
           UNION ALL SELECT 9, 'add_note', 'registered', 'registered', coded, 'intake_officer', 32
             FROM generate_series(1, $2::int - $2::int / 2) WHERE h % 20 > 2
           UNION ALL SELECT 10, 'close', 'registered', 'closed', ended, 'intake_officer', 0 WHERE h % 20 > 16
         ) a WHERE a.day <= $1::date
       ) acts ORDER BY acts.day, acts.id, acts.seq`,
      [today, actsBesides],
    )
    await tx.query(`
      INSERT INTO subject (id, case_id, kind, version, state, head)
        SELECT DISTINCT ON (subject_id) subject_id, subject_id, 'case', seq, to_state, hash FROM transition ORDER BY subject_id, seq DESC;
      INSERT INTO case_file (id, reference, service, pathway, channel, opened_on, holder_id, household_size, state)
        SELECT l.id, 'P-2021-' || lpad(l.n::text, 6, '0'), CASE WHEN l.h % 10 < 7 THEN 'police' ELSE 'soldier' END,
          (ARRAY['individual', 'individual', 'individual', 'collective', 'surrender', 'surrender', 'in_service'])[1 + l.h % 7],
          (ARRAY['messenger', 'messenger', 'phone', 'host_organisation', 'in_person'])[1 + l.h % 5], l.opened,
          pg_temp.id_of('officer', (l.n % 8)::int), 1 + l.h % 6, s.state
        FROM life l JOIN subject s ON s.id = l.id`)
    await tx.query(
      `WITH made AS (
         SELECT pg_temp.id_of('site', n) AS id, n, 20 + (n * 37 % 400)::int * 5 AS places FROM generate_series(0, $1::int - 1) n
       ), opened AS (
         INSERT INTO transition (subject_id, seq, lifecycle, lifecycle_version, event, to_state, actor_id, role, programme_date, recorded_at, payload,
           bytes, hash, binding_id)
         SELECT id, 1, 'site', 1, 'open', 'open', pg_temp.id_of('officer', 0), 'programme_manager', '2021-02-01', '2021-02-01',
           json_build_object('country', 'TH', 'places', places)::text, pg_temp.act_bytes(id, 1), sha256(pg_temp.act_bytes(id, 1)), 1 FROM made
       ), subjects AS (
         INSERT INTO subject (id, kind, version, state, head) SELECT id, 'site', 1, 'open', sha256(pg_temp.act_bytes(id, 1)) FROM made
       )
       INSERT INTO site (id, name, country, region, organisation, places)
       SELECT id, 'Site ' || translate(n::text, '0123456789', 'abcdefghij'), (ARRAY['TH', 'MM', 'IN'])[1 + n % 3], 'Region ' || chr(65 + n % 7),
         'Organisation ' || chr(65 + n % 9), places FROM made`,
      [sites],
    )
    await tx.query(
      `WITH stay AS (
         SELECT pg_temp.id_of('stay', l.n) AS id, l.id AS case_id, l.n, l.h, l.coded, f.household_size,
           CASE WHEN l.h % 50 = 3 THEN 'waiting' WHEN l.h % 50 = 4 THEN 'booked' WHEN l.coded + 30 + l.h % 200 <= $1::date THEN 'left' ELSE 'staying' END AS state
         FROM life l JOIN case_file f USING (id) WHERE l.h % 20 > 2 AND l.h % 3 > 0 AND l.coded <= $1::date
       ), subjects AS (
         INSERT INTO subject (id, case_id, kind, version, state, head) SELECT id, case_id, 'placement', 1, state, '\\x00' FROM stay
       )
       INSERT INTO placement (id, since, household_size, site_id, days)
       SELECT id, coded, household_size, CASE WHEN state <> 'waiting' THEN pg_temp.id_of('site', h % $2::int) END,
         CASE state WHEN 'waiting' THEN NULL WHEN 'left' THEN daterange(coded, coded + 30 + h % 200, '[]') WHEN 'booked' THEN daterange($1::date + 5, NULL)
           ELSE daterange(coded, NULL) END
       FROM stay`,
      [today, sites],
    )
    await tx.query(
      `WITH paid AS (
         SELECT pg_temp.id_of('entitlement', l.n) AS id, l.n, l.h, l.coded, l.ended FROM life l WHERE l.h % 20 > 2 AND l.coded <= $1::date
       ), subjects AS (
         INSERT INTO subject (id, case_id, kind, version, state, head)
         SELECT id, pg_temp.id_of('case', n), 'entitlement', 1, CASE WHEN h % 20 > 16 AND ended <= $1::date THEN 'ended' ELSE 'active' END, '\\x00' FROM paid
       )
       INSERT INTO entitlement (id, case_id, person_id, payee_person_id, country, from_day, until_day)
       SELECT id, pg_temp.id_of('case', n), id, id, (ARRAY['TH', 'TH', 'TH', 'MM', 'IN'])[1 + h % 5], coded,
         CASE WHEN h % 20 > 16 AND ended <= $1::date THEN ended END FROM paid`,
      [today],
    )
    await tx.query(
      `WITH claim AS (SELECT pg_temp.id_of('claim', n) AS id, l.n, l.h, l.coded, l.ended FROM life l WHERE l.h % 20 > 2 AND l.h % 9 = 0 AND l.coded <= $1::date
       ), subjects AS (
         INSERT INTO subject (id, case_id, kind, version, state, head)
         SELECT id, pg_temp.id_of('case', n), 'reward_claim', 1, (ARRAY['filed', 'verified', 'valued', 'approved', 'paid', 'paid'])[1 + h % 6], '\\x00' FROM claim
       )
       INSERT INTO reward_claim (id, case_id, received_on, filed_on, scheme, amount, currency)
       SELECT id, pg_temp.id_of('case', n), coded, coded, CASE WHEN h % 6 > 1 THEN 'regional' END, CASE WHEN h % 6 > 1 THEN 500000000 END,
         CASE WHEN h % 6 > 1 THEN 'MMK' END FROM claim`,
      [today],
    )
    await tx.query(`
      INSERT INTO subject (id, kind, version, state, head) SELECT pg_temp.id_of('fund', n), 'fund', 1, 'open', '\\x00' FROM generate_series(0, 3) n;
      INSERT INTO fund (id, name, currency) SELECT pg_temp.id_of('fund', n), 'Fund ' || chr(65 + n), (ARRAY['THB', 'MMK', 'INR', 'THB'])[1 + n] FROM generate_series(0, 3) n;
      INSERT INTO budget_line (id, fund_id, currency, name, purpose)
        SELECT pg_temp.id_of('line', n), f.id, f.currency, 'Line', CASE WHEN f.currency = 'MMK' THEN 'reward' ELSE 'allowance' END
        FROM generate_series(0, 3) n JOIN fund f ON f.id = pg_temp.id_of('fund', n);
      INSERT INTO ledger_account (kind, fund_id, currency, balance)
        SELECT kind, id, currency, CASE kind WHEN 'source' THEN -900000000000 ELSE 1000000000 END FROM fund, unnest(ARRAY['source', 'fund']) kind;
      INSERT INTO ledger_account (kind, fund_id, budget_line_id, currency, balance)
        SELECT kind, fund_id, id, currency, CASE kind WHEN 'free' THEN 898500000000 ELSE 250000000 END FROM budget_line, unnest(ARRAY['free', 'committed', 'spent']) kind;
      INSERT INTO allowance_rate (id, country, amount, currency, days, source)
        SELECT pg_temp.id_of('rate', n), (ARRAY['TH', 'MM', 'IN'])[n], (ARRAY[100000, 5000000, 250000])[n], (ARRAY['THB', 'MMK', 'INR'])[n],
          daterange('2021-02-01', NULL), 'test' FROM generate_series(1, 3) n`)
  })
  await owner.query('VACUUM ANALYZE')
}
