import { Injectable } from '@nestjs/common'
import type { ActTx } from '@passage/case'
import type { Tx } from '@passage/platform'
import { codeRandomBytes, mintCode } from './code.rules'
import type { CodeRow, CodeView } from './registration.entity'

type Queries = Pick<Tx, 'query'>

const view = `c.id, c.case_id AS "caseId", c.kind, c.text AS code, s.state, s.version, c.issued_on AS "issuedOn", c.replaces
  FROM code c JOIN subject s ON s.id = c.id`

/** All SQL of registration. */
@Injectable()
export class RegistrationStore {
  /**
   * Locks a case as the spine would, before anything is asked of it: of twenty registrars at once, nineteen must find it registered.
   * @returns undefined where there is no such case
   */
  async lockCase(tx: Tx, caseId: string): Promise<{ state: string; pathway: string } | undefined> {
    // Two statements, since what is read in the statement that waits for the lock could be stale.
    await tx.query(`SELECT FROM subject WHERE id = $1 AND kind = 'case' FOR NO KEY UPDATE`, [caseId])
    const [row] = await tx.query<{ state: string; pathway: string }>('SELECT state, pathway FROM case_file WHERE id = $1', [
      caseId,
    ])
    return row
  }

  /**
   * Whether the actor vetted a case or decided on it. The case's own lifecycle asks the same before a code is issued; here it is asked for
   * acts on a code, which is another subject.
   */
  async tookPartInVetting(tx: ActTx, caseId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM transition WHERE subject_id = $1 AND actor_id = $2 AND duty IN ('vet', 'decide') LIMIT 1`,
      [caseId, tx.actor.id],
    )
    return rows.length > 0
  }

  /** Mints a code from random bytes and keeps it. Should 74 random bits ever come out twice, it mints again. */
  async insert(tx: ActTx, row: Omit<CodeRow, 'text'>): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { text } = mintCode(row.kind, tx.random.bytes(codeRandomBytes))
      const kept = await tx.query(
        `INSERT INTO code (id, case_id, kind, text, issued_on, replaces) VALUES ($1, $2, $3, $4, $5::date, $6)
         ON CONFLICT ON CONSTRAINT a_code_is_given_once DO NOTHING RETURNING 1`,
        [row.id, row.caseId, row.kind, text, row.issuedOn, row.replaces],
      )
      if (kept.length > 0) return
    }
    throw new Error('three codes in a row had been given before: the source of random bytes is broken')
  }

  async find(from: Queries, codeId: string): Promise<CodeView | undefined> {
    const [row] = await from.query<CodeView>(`SELECT ${view} WHERE c.id = $1`, [codeId])
    return row
  }

  /** The codes of a case, newest first; undefined where there is no such case. */
  async listOfCase(from: Queries, caseId: string): Promise<CodeView[] | undefined> {
    const rows = await from.query<CodeView>(
      `SELECT ${view} JOIN transition issued ON issued.subject_id = c.id AND issued.seq = 1
       WHERE c.case_id = $1 ORDER BY issued.recorded_at DESC, c.id`,
      [caseId],
    )
    if (rows.length > 0) return rows
    const cases = await from.query('SELECT FROM case_file WHERE id = $1', [caseId])
    return cases.length > 0 ? [] : undefined
  }

  async findByText(from: Queries, text: string): Promise<(CodeView & { reference: string }) | undefined> {
    const [row] = await from.query<CodeView & { reference: string }>(
      `SELECT f.reference, ${view} JOIN case_file f ON f.id = c.case_id WHERE c.text = $1`,
      [text],
    )
    return row
  }

  /**
   * Records a look-up and counts those of the last ten minutes, this one among them. It is kept before it is counted, so that of many at
   * once too few get through rather than too many.
   */
  async countLookup(from: Queries, actorId: string): Promise<number> {
    await from.query('INSERT INTO code_lookup (actor_id) VALUES ($1)', [actorId])
    const [row] = await from.query<{ lookups: number }>(
      `SELECT count(*)::int AS lookups FROM code_lookup WHERE actor_id = $1 AND at > clock_timestamp() - interval '10 minutes'`,
      [actorId],
    )
    return row!.lookups
  }
}
