import type { ActTx } from '@passage/case'
import { brokenConstraint, Refused, type Tx } from '@passage/platform'
import type { Rate } from './allowance.rules'

type Reader = Pick<Tx, 'query'>

/** Everything that decides what one entitlement is paid for one month. */
export interface PayableEntitlement {
  readonly id: string
  readonly caseId: string
  readonly personId: string
  readonly payeePersonId: string
  readonly country: string
  readonly from: string
  readonly until: string | null
  readonly state: string
  readonly hasActiveCode: boolean
  readonly events: readonly { readonly event: string; readonly on: string }[]
  readonly paidFrom: readonly string[]
}

/**
 * Every entitlement that touches the month, in a country that is paid in this currency or has no rate at all, in one statement. The code's state comes from the case's subjects; its
 * kind from the payload of its first transition, since a pre-CDM code opens no allowance.
 */
export async function entitlementsOfMonth(
  tx: Reader,
  month: string,
  monthEnd: string,
  currency: string,
): Promise<PayableEntitlement[]> {
  return tx.query<PayableEntitlement>(
    `SELECT e.id, e.case_id AS "caseId", e.person_id AS "personId", e.payee_person_id AS "payeePersonId", e.country,
       e.from_day AS "from", e.until_day AS until, s.state,
       EXISTS (SELECT FROM subject c JOIN transition t ON t.subject_id = c.id AND t.seq = 1
         WHERE c.case_id = e.case_id AND c.kind = 'code' AND c.state = 'active' AND t.payload::jsonb ->> 'kind' = 'cdm') AS "hasActiveCode",
       (SELECT coalesce(json_agg(json_build_object('event', t.event, 'on', t.programme_date) ORDER BY t.seq), '[]')
        FROM transition t WHERE t.subject_id = e.id AND t.event IN ('suspend', 'resume')) AS events,
       ARRAY(SELECT to_char(lower(p.covers), 'YYYY-MM-DD') FROM payment p WHERE p.live AND p.paid_for = e.person_id AND p.covers && (e.days * daterange($1, $2))) AS "paidFrom"
     FROM entitlement e JOIN subject s ON s.id = e.id
     WHERE e.days && daterange($1, $2)
       AND (e.country IN (SELECT r.country FROM allowance_rate r WHERE r.currency = $3)
         OR e.country NOT IN (SELECT r.country FROM allowance_rate r))
     ORDER BY e.id`,
    [month, monthEnd, currency],
  )
}

/** Rates of a currency by country. */
export async function ratesOf(tx: Reader, currency: string): Promise<Map<string, Rate[]>> {
  const rows = await tx.query<{ id: string; country: string; amount: bigint; from: string; until: string | null }>(
    `SELECT id, country, amount, lower(days) AS "from", upper(days) AS until FROM allowance_rate WHERE currency = $1 ORDER BY country, days`,
    [currency],
  )
  const rates = new Map<string, Rate[]>()
  for (const { id, country, amount, from, until } of rows) {
    rates.set(country, [...(rates.get(country) ?? []), { id, amount, days: { from, until } }])
  }
  return rates
}

export interface NewEntitlement {
  readonly id: string
  readonly caseId: string
  readonly personId: string
  readonly payeePersonId: string
  readonly country: string
  readonly from: string
}

/** @throws Refused `entitlement.overlaps` where an earlier entitlement of one of the persons covers one of the same days */
export async function insertEntitlements(tx: ActTx, entitlements: readonly NewEntitlement[]): Promise<void> {
  try {
    await tx.query(
      `INSERT INTO entitlement (id, case_id, person_id, payee_person_id, country, from_day)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::date[])`,
      [
        entitlements.map((e) => e.id),
        entitlements.map((e) => e.caseId),
        entitlements.map((e) => e.personId),
        entitlements.map((e) => e.payeePersonId),
        entitlements.map((e) => e.country),
        entitlements.map((e) => e.from),
      ],
    )
  } catch (error) {
    if (brokenConstraint(error) !== 'one_entitlement_a_person_and_day') throw error
    throw Refused.field(
      'from',
      'An earlier entitlement of this person covers this day or a later one.',
      'Choose a day from which no earlier entitlement is paid.',
      'entitlement.overlaps',
    )
  }
}

/** Ends entitlements; `until` is the first day that is no longer paid. */
export async function closeEntitlements(
  tx: ActTx,
  ended: readonly { readonly id: string; readonly until: string }[],
): Promise<void> {
  await tx.query(
    `UPDATE entitlement e SET until_day = x.until_day FROM unnest($1::uuid[], $2::date[]) AS x (id, until_day) WHERE e.id = x.id`,
    [ended.map((e) => e.id), ended.map((e) => e.until)],
  )
}

/** The first days of entitlements, by id. */
export async function firstDaysOf(tx: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; from: string }>(
    'SELECT id, from_day AS "from" FROM entitlement WHERE id = ANY ($1::uuid[])',
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row.from]))
}

/** The days on which cases began, by their ids. */
export async function casesOpenedOn(tx: Reader, caseIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; day: string }>(
    'SELECT id, opened_on AS day FROM case_file WHERE id = ANY ($1::uuid[])',
    [caseIds],
  )
  return new Map(rows.map((row) => [row.id, row.day]))
}

/** Which of the persons have an entitlement that is not ended. */
export async function personsEntitled(tx: Reader, personIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ person_id: string }>(
    `SELECT e.person_id FROM entitlement e JOIN subject s ON s.id = e.id WHERE e.person_id = ANY ($1) AND s.state <> 'ended'`,
    [personIds],
  )
  return new Set(rows.map((row) => row.person_id))
}

export async function entitlementsOfCase(tx: Reader, caseId: string): Promise<object[]> {
  return tx.query<object>(
    `SELECT e.id, e.case_id AS "caseId", e.person_id AS "personId", e.payee_person_id AS "payeePersonId", e.country,
       e.from_day AS "from", e.until_day AS until, s.state, s.version
     FROM entitlement e JOIN subject s ON s.id = e.id WHERE e.case_id = $1 ORDER BY e.from_day, e.id`,
    [caseId],
  )
}

export interface NewRate {
  readonly id: string
  readonly country: string
  readonly amount: bigint
  readonly currency: string
  readonly from: string
  readonly until: string | null
  readonly source: string
}

export async function insertRate(tx: ActTx, r: NewRate): Promise<void> {
  await tx.query(
    `INSERT INTO allowance_rate (id, country, amount, currency, days, source) VALUES ($1, $2, $3, $4, daterange($5, $6), $7)`,
    [r.id, r.country, String(r.amount), r.currency, r.from, r.until, r.source],
  )
}

export async function endRate(tx: ActTx, id: string, until: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT FROM allowance_rate WHERE id = $1 AND lower(days) < $2 AND (upper_inf(days) OR upper(days) > $2)`,
    [id, until],
  )
  if (rows.length === 0) return false
  await tx.query('UPDATE allowance_rate SET days = daterange(lower(days), $2) WHERE id = $1', [id, until])
  return true
}

export async function allRates(tx: Reader): Promise<object[]> {
  return tx.query<object>(
    `SELECT r.id, r.country, r.amount, r.currency, lower(r.days) AS "from", upper(r.days) AS until, r.source, s.state, s.version
     FROM allowance_rate r JOIN subject s ON s.id = r.id ORDER BY r.country, r.currency, r.days`,
  )
}
