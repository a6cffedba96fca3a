import { met, unmet, type ActTx, type Asked, type Verdict } from '@passage/case'

/** A fund closes when nothing of it is left: neither unallocated, nor free, nor committed. */
export async function fundIsEmpty(tx: ActTx, asked: readonly Asked[]): Promise<Verdict[]> {
  const rows = await tx.query<{ id: string; left: bigint }>(
    `SELECT fund_id AS id, sum(balance)::bigint AS left FROM ledger_account
     WHERE fund_id = ANY ($1) AND kind IN ('fund', 'free', 'committed') GROUP BY fund_id`,
    [asked.map((a) => a.subjectId)],
  )
  const left = new Map(rows.map((row) => [row.id, row.left]))
  return asked.map((a) =>
    left.get(a.subjectId)
      ? unmet('fund.not_empty', `The fund still holds ${left.get(a.subjectId)} (minor units).`, 'Spend or return the rest first.')
      : met,
  )
}
