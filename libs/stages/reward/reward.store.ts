import type { ActTx } from '@passage/case'
import type { Tx } from '@passage/platform'
import type { Item, TariffLine } from './reward.rules'

type Reader = Pick<Tx, 'query'>

export interface Claim {
  readonly id: string
  readonly caseId: string
  readonly receivedOn: string
  readonly custodyOn: string | null
  /** The site where it was handed over, where one is named. */
  readonly custodySite: string | null
  readonly items: readonly Item[]
}

/** Whether a site of that id takes handovers: it is there, and open. */
export async function isOpenSite(tx: Reader, id: string): Promise<boolean> {
  return (await tx.query(`SELECT FROM subject WHERE id = $1 AND kind = 'site' AND state = 'open'`, [id])).length > 0
}

export async function insertClaim(tx: ActTx, claim: Omit<Claim, 'custodyOn'>): Promise<void> {
  await tx.query('INSERT INTO reward_claim (id, case_id, received_on, filed_on, custody_site) VALUES ($1, $2, $3, $4, $5)', [
    claim.id,
    claim.caseId,
    claim.receivedOn,
    tx.today,
    claim.custodySite,
  ])
  await tx.query(
    'INSERT INTO reward_item (claim_id, category, count) SELECT $1, i.category, i.count FROM unnest($2::text[], $3::int[]) AS i (category, count)',
    [claim.id, claim.items.map((i) => i.category), claim.items.map((i) => i.count)],
  )
}

export async function findClaims(tx: Reader, ids: readonly string[]): Promise<Map<string, Claim>> {
  const rows = await tx.query<Claim>(
    `SELECT c.id, c.case_id AS "caseId", c.received_on AS "receivedOn", c.custody_on AS "custodyOn",
       c.custody_site AS "custodySite",
       (SELECT json_agg(json_build_object('category', i.category, 'count', i.count) ORDER BY i.category) FROM reward_item i WHERE i.claim_id = c.id) AS items
     FROM reward_claim c WHERE c.id = ANY ($1)`,
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

export async function writeCustody(tx: ActTx, id: string, on: string): Promise<void> {
  await tx.query('UPDATE reward_claim SET custody_on = $2, custody_by = $3 WHERE id = $1', [id, on, tx.actor.id])
}

export async function writeValuation(
  tx: ActTx,
  id: string,
  valuation: { scheme: string; amount: bigint; currency: string; lines: ReadonlyMap<string, TariffLine> },
): Promise<void> {
  await tx.query('UPDATE reward_claim SET scheme = $2, amount = $3, currency = $4 WHERE id = $1', [
    id,
    valuation.scheme,
    String(valuation.amount),
    valuation.currency,
  ])
  await tx.query(
    `UPDATE reward_item i SET tariff_line_id = v.line FROM unnest($2::text[], $3::uuid[]) AS v (category, line)
     WHERE i.claim_id = $1 AND i.category = v.category`,
    [id, [...valuation.lines.keys()], [...valuation.lines.values()].map((line) => line.id)],
  )
}

/** A scheme's lines that were in force on a day. */
export async function tariffOn(tx: Reader, scheme: string, day: string): Promise<TariffLine[]> {
  return tx.query<TariffLine>('SELECT id, category, amount, currency FROM tariff_line WHERE scheme = $1 AND days @> $2::date', [
    scheme,
    day,
  ])
}

const claimColumns = `
  c.id, c.case_id AS "caseId", f.reference AS "caseReference", c.received_on AS "receivedOn", c.filed_on AS "filedOn", c.custody_on AS "custodyOn",
  (SELECT a.display_name FROM account a WHERE a.id = c.custody_by) AS "custodyBy", c.custody_site AS "custodySite", c.scheme, c.amount, c.currency,
  s.state, s.version,
  (SELECT json_agg(json_build_object('category', i.category, 'count', i.count, 'tariffAmount', t.amount::text) ORDER BY i.category)
   FROM reward_item i LEFT JOIN tariff_line t ON t.id = i.tariff_line_id WHERE i.claim_id = c.id) AS items`

const claimTables = 'reward_claim c JOIN subject s ON s.id = c.id JOIN case_file f ON f.id = c.case_id'

export async function claimsOfCase(tx: Reader, caseId: string): Promise<object[]> {
  return tx.query<object>(`SELECT ${claimColumns} FROM ${claimTables} WHERE c.case_id = $1 ORDER BY c.filed_on, c.id`, [caseId])
}

/** Oldest first: what waits longest comes first. */
export async function claimsByState(
  tx: Reader,
  state: string | null,
  siteId: string | null,
  limit: number,
  after: string | null,
): Promise<{ id: string }[]> {
  return tx.query<{ id: string }>(
    `SELECT ${claimColumns} FROM ${claimTables}
     WHERE ($1::text IS NULL OR s.state = $1)
       AND ($4::uuid IS NULL OR c.custody_site = $4)
       AND ($3::uuid IS NULL OR (c.filed_on, c.id) > (SELECT a.filed_on, a.id FROM reward_claim a WHERE a.id = $3))
     ORDER BY c.filed_on, c.id LIMIT $2`,
    [state, limit, after, siteId],
  )
}

export interface ApprovedClaim {
  readonly id: string
  readonly caseId: string
  readonly applicantId: string
  readonly amount: bigint
  readonly currency: string
  readonly scheme: string
  readonly receivedOn: string
}

export async function approvedClaims(tx: Reader): Promise<ApprovedClaim[]> {
  return tx.query<ApprovedClaim>(
    `SELECT c.id, c.case_id AS "caseId", p.id AS "applicantId", c.amount, c.currency, c.scheme, c.received_on AS "receivedOn"
     FROM reward_claim c JOIN subject s ON s.id = c.id JOIN person p ON p.case_id = c.case_id AND p.relation = 'applicant'
     WHERE s.state = 'approved' ORDER BY c.id`,
  )
}

export interface NewTariffLine {
  readonly id: string
  readonly scheme: string
  readonly category: string
  readonly amount: bigint
  readonly currency: string
  readonly from: string
  readonly until: string | null
  readonly source: string
  readonly trainingValue: boolean
}

export async function insertTariffLine(tx: ActTx, l: NewTariffLine): Promise<void> {
  await tx.query(
    `INSERT INTO tariff_line (id, scheme, category, amount, currency, days, source, training_value)
     VALUES ($1, $2, $3, $4, $5, daterange($6, $7), $8, $9)`,
    [l.id, l.scheme, l.category, String(l.amount), l.currency, l.from, l.until, l.source, l.trainingValue],
  )
}

export async function endTariffLine(tx: ActTx, id: string, until: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT FROM tariff_line WHERE id = $1 AND lower(days) < $2 AND (upper_inf(days) OR upper(days) > $2)`,
    [id, until],
  )
  if (rows.length === 0) return false
  await tx.query('UPDATE tariff_line SET days = daterange(lower(days), $2) WHERE id = $1', [id, until])
  return true
}

export async function allTariffLines(tx: Reader): Promise<object[]> {
  return tx.query<object>(
    `SELECT l.id, l.scheme, l.category, l.amount, l.currency, lower(l.days) AS "from", upper(l.days) AS until, l.source,
       l.training_value AS "trainingValue", s.state, s.version
     FROM tariff_line l JOIN subject s ON s.id = l.id ORDER BY l.scheme, l.category, l.days`,
  )
}
