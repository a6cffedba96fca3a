import { Injectable } from '@nestjs/common'
import type { ActTx } from '@passage/case'
import type { Tx } from '@passage/platform'
import { codeRandomBytes, mintCode } from './code.rules'
import type { CodeRow, CodeView, LockedCase } from './registration.entity'

type Queries = Pick<Tx, 'query'>

const view = `c.id, c.case_id AS "caseId", c.kind, c.text AS code, s.state, s.version, c.issued_on AS "issuedOn", c.replaces
  FROM code c JOIN subject s ON s.id = c.id`

/** All SQL of registration. */
@Injectable()
export class RegistrationStore {
  /**
   * Locks cases as the spine would, before anything is asked of them: of twenty registrars at once, nineteen must find a case registered.
   * @returns what they are by case id; no entry where there is no such case
   */
  async lockCases(tx: Tx, caseIds: readonly string[]): Promise<Map<string, LockedCase>> {
    // Two statements, since what is read in the statement that waits for the lock could be stale. In id order, as the spine locks.
    await tx.query(`SELECT FROM subject WHERE id = ANY ($1::uuid[]) AND kind = 'case' ORDER BY id FOR NO KEY UPDATE`, [caseIds])
    const rows = await tx.query<LockedCase & { id: string }>('SELECT id, pathway FROM case_file WHERE id = ANY ($1::uuid[])', [
      caseIds,
    ])
    return new Map(rows.map((row) => [row.id, row]))
  }

  /**
   * Those of the cases that the actor vetted or decided on. The case's own lifecycle asks the same before a code is issued; here it is asked
   * for acts on a code, which is another subject.
   */
  async tookPartInVetting(tx: ActTx, caseIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT subject_id AS id FROM transition
       WHERE subject_id = ANY ($1::uuid[]) AND actor_id = $2 AND duty IN ('vet', 'decide')`,
      [caseIds, tx.actor.id],
    )
    return new Set(rows.map((row) => row.id))
  }

  /** Mints codes from random bytes and keeps them. Should 74 random bits ever come out twice, it mints those again. */
  async insert(tx: ActTx, rows: readonly Omit<CodeRow, 'text'>[]): Promise<void> {
    let left = rows
    for (let attempt = 0; attempt < 3 && left.length > 0; attempt += 1) {
      const kept = await tx.query<{ id: string }>(
        `INSERT INTO code (id, case_id, kind, text, issued_on, replaces)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::date[], $6::uuid[])
         ON CONFLICT ON CONSTRAINT a_code_is_given_once DO NOTHING RETURNING id`,
        [
          left.map((row) => row.id),
          left.map((row) => row.caseId),
          left.map((row) => row.kind),
          left.map((row) => mintCode(row.kind, tx.random.bytes(codeRandomBytes)).text),
          left.map((row) => row.issuedOn),
          left.map((row) => row.replaces),
        ],
      )
      const given = new Set(kept.map((row) => row.id))
      left = left.filter((row) => !given.has(row.id))
    }
    if (left.length > 0) throw new Error('three codes in a row had been given before: the source of random bytes is broken')
  }

  /** Codes by their ids; no entry where there is no such code. */
  async find(from: Queries, codeIds: readonly string[]): Promise<Map<string, CodeView>> {
    const rows = await from.query<CodeView>(`SELECT ${view} WHERE c.id = ANY ($1::uuid[])`, [codeIds])
    return new Map(rows.map((row) => [row.id, row]))
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
