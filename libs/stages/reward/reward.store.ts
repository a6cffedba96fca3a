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

/** Which of these sites take handovers: they are there, and open. */
export async function openSites(tx: Reader, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM subject WHERE id = ANY ($1::uuid[]) AND kind = 'site' AND state = 'open'`,
    [ids],
  )
  return new Set(rows.map((row) => row.id))
}

/** The site that an account of a host organisation works at. */
export async function siteOfAccount(tx: Reader, accountId: string): Promise<string | null> {
  const [row] = await tx.query<{ site_id: string | null }>('SELECT site_id FROM account WHERE id = $1', [accountId])
  return row?.site_id ?? null
}

/** The days on which cases began, by their ids. */
export async function casesOpenedOn(tx: Reader, caseIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; day: string }>(
    'SELECT id, opened_on AS day FROM case_file WHERE id = ANY ($1::uuid[])',
    [caseIds],
  )
  return new Map(rows.map((row) => [row.id, row.day]))
}

export async function insertClaims(tx: ActTx, claims: readonly Omit<Claim, 'custodyOn'>[]): Promise<void> {
  await tx.query(
    `INSERT INTO reward_claim (id, case_id, received_on, custody_site, filed_on)
     SELECT c.*, $5::date FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::uuid[]) AS c`,
    [
      claims.map((c) => c.id),
      claims.map((c) => c.caseId),
      claims.map((c) => c.receivedOn),
      claims.map((c) => c.custodySite),
      tx.today,
    ],
  )
  const items = claims.flatMap(({ id, items }) => items.map((item) => ({ ...item, id })))
  await tx.query('INSERT INTO reward_item (claim_id, category, count) SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[])', [
    items.map((i) => i.id),
    items.map((i) => i.category),
    items.map((i) => i.count),
  ])
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

export async function writeCustodies(
  tx: ActTx,
  receipts: readonly { readonly id: string; readonly on: string }[],
): Promise<void> {
  await tx.query(
    `UPDATE reward_claim c SET custody_on = r.on_day, custody_by = $3
     FROM unnest($1::uuid[], $2::date[]) AS r (id, on_day) WHERE c.id = r.id`,
    [receipts.map((r) => r.id), receipts.map((r) => r.on), tx.actor.id],
  )
}

export interface NewValuation {
  readonly id: string
  readonly scheme: string
  readonly amount: bigint
  readonly currency: string
  readonly lines: ReadonlyMap<string, TariffLine>
}

export async function writeValuations(tx: ActTx, valuations: readonly NewValuation[]): Promise<void> {
  await tx.query(
    `UPDATE reward_claim c SET scheme = v.scheme, amount = v.amount, currency = v.currency
     FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[]) AS v (id, scheme, amount, currency) WHERE c.id = v.id`,
    [
      valuations.map((v) => v.id),
      valuations.map((v) => v.scheme),
      valuations.map((v) => String(v.amount)),
      valuations.map((v) => v.currency),
    ],
  )
  const lines = valuations.flatMap(({ id, lines }) => [...lines].map(([category, line]) => ({ id, category, line: line.id })))
  await tx.query(
    `UPDATE reward_item i SET tariff_line_id = v.line FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS v (claim_id, category, line)
     WHERE i.claim_id = v.claim_id AND i.category = v.category`,
    [lines.map((l) => l.id), lines.map((l) => l.category), lines.map((l) => l.line)],
  )
}

/**
 * The lines that were in force, for each scheme and day that is asked.
 * @returns in the order of what was asked
 */
export async function tariffsOn(
  tx: Reader,
  asked: readonly { readonly scheme: string; readonly day: string }[],
): Promise<TariffLine[][]> {
  if (asked.length === 0) return []
  const rows = await tx.query<TariffLine & { n: bigint }>(
    `SELECT a.n, l.id, l.category, l.amount, l.currency
     FROM unnest($1::text[], $2::date[]) WITH ORDINALITY AS a (scheme, day, n) JOIN tariff_line l ON l.scheme = a.scheme AND l.days @> a.day`,
    [asked.map((a) => a.scheme), asked.map((a) => a.day)],
  )
  const lines = asked.map((): TariffLine[] => [])
  for (const { n, ...line } of rows) lines[Number(n) - 1]!.push(line)
  return lines
}

/** What is shown of a claim. */
export const claimColumns = `
  c.id, c.case_id AS "caseId", f.reference AS "caseReference", c.received_on AS "receivedOn", c.filed_on AS "filedOn", c.custody_on AS "custodyOn",
  (SELECT a.display_name FROM account a WHERE a.id = c.custody_by) AS "custodyBy", c.custody_site AS "custodySite",
  c.custody_site AS "siteId", c.scheme, c.amount, c.currency,
  s.state, s.version,
  (SELECT json_agg(json_build_object('category', i.category, 'count', i.count, 'tariffAmount', t.amount::text) ORDER BY i.category)
   FROM reward_item i LEFT JOIN tariff_line t ON t.id = i.tariff_line_id WHERE i.claim_id = c.id) AS items`

export const claimTables = 'reward_claim c JOIN subject s ON s.id = c.id JOIN case_file f ON f.id = c.case_id'

export async function claimsOfCase(tx: Reader, caseId: string): Promise<object[]> {
  return tx.query<object>(`SELECT ${claimColumns} FROM ${claimTables} WHERE c.case_id = $1 ORDER BY c.filed_on, c.id`, [caseId])
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
