import type { ActTx } from '@passage/case'
import type { Tx } from '@passage/platform'

/** An instruction that the paymaster has not answered yet, with what its message must say. */
export interface OpenInstruction {
  readonly paymentId: string
  readonly key: string
  readonly messageId: string
  readonly amount: bigint
  readonly currency: string
  readonly payeePersonId: string
}

export interface NewInstruction {
  readonly paymentId: string
  readonly n: number
  readonly key: string
  readonly prevOutcome: string | null
}

/** The number of each payment's next instruction, and the answer to the one before it. */
export async function nextInstructions(
  tx: ActTx,
  paymentIds: readonly string[],
): Promise<{ paymentId: string; n: number; prevOutcome: string | null }[]> {
  return tx.query(
    `SELECT p.id AS "paymentId", coalesce(last.n, 0) + 1 AS n, last.outcome AS "prevOutcome"
     FROM payment p LEFT JOIN LATERAL (SELECT i.n, i.outcome FROM payment_instruction i WHERE i.payment_id = p.id ORDER BY i.n DESC LIMIT 1) last ON true
     WHERE p.id = ANY ($1) ORDER BY p.id`,
    [paymentIds],
  )
}

export async function insertInstructions(tx: ActTx, messageId: string, instructions: readonly NewInstruction[]): Promise<void> {
  await tx.query(
    `INSERT INTO payment_instruction (payment_id, n, key, message_id, prev_outcome)
     SELECT i.payment_id, i.n, i.key, $1, i.prev_outcome FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[]) AS i (payment_id, n, key, prev_outcome)`,
    [
      messageId,
      instructions.map((i) => i.paymentId),
      instructions.map((i) => i.n),
      instructions.map((i) => i.key),
      instructions.map((i) => i.prevOutcome),
    ],
  )
}

/** Instructions of a run without an answer: new ones, and those whose answer was lost with a process or a connection. */
export async function unanswered(tx: Pick<Tx, 'query'>, runId: string, limit: number): Promise<OpenInstruction[]> {
  return tx.query<OpenInstruction>(
    `SELECT i.payment_id AS "paymentId", i.key, i.message_id AS "messageId", p.amount, p.currency, p.payee_person_id AS "payeePersonId"
     FROM payment_instruction i JOIN payment p ON p.id = i.payment_id
     WHERE i.outcome IS NULL AND p.run_id = $1 ORDER BY i.message_id, i.payment_id LIMIT $2`,
    [runId, limit],
  )
}

/**
 * Writes the paymaster's answers where they are news. Rows are locked in order; an answer that was written before is not written again.
 * @param mayReplace the outcomes that this answer may follow (`null`: none yet)
 * @returns the payments for which it was news
 */
export async function answer(
  tx: ActTx,
  outcome: 'accepted' | 'settled' | 'rejected' | 'returned',
  answers: readonly { readonly key: string; readonly reason?: string }[],
  mayReplace: readonly (string | null)[],
): Promise<string[]> {
  if (answers.length === 0) return []
  const rows = await tx.query<{ payment_id: string }>(
    `WITH news AS (
       SELECT i.payment_id, i.n, a.reason
       FROM unnest($1::text[], $2::text[]) AS a (key, reason) JOIN payment_instruction i ON i.key = a.key
       WHERE coalesce(i.outcome, '') = ANY ($3)
       ORDER BY i.payment_id FOR UPDATE OF i
     ), written AS (
       UPDATE payment_instruction i SET outcome = $4, reason = news.reason, answered_on = $5
       FROM news WHERE i.payment_id = news.payment_id AND i.n = news.n RETURNING i.payment_id
     )
     SELECT payment_id FROM written ORDER BY payment_id`,
    [answers.map((a) => a.key), answers.map((a) => a.reason ?? null), mayReplace.map((o) => o ?? ''), outcome, tx.today],
  )
  return rows.map((row) => row.payment_id)
}

/** How many instructions of a run were accepted and are not booked yet. */
export async function countAccepted(tx: Pick<Tx, 'query'>, runId: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM payment_instruction i JOIN payment p ON p.id = i.payment_id WHERE p.run_id = $1 AND i.outcome = 'accepted'`,
    [runId],
  )
  return row!.n
}
