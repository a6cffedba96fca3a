import { createHash } from 'node:crypto'
import { PersonVault, policy, type FieldClass, type PersonalFields, type Role } from '@passage/access'
import type { Database, Tx } from '@passage/platform'
import { basisFor, type RowFacts } from '../../libs/access/policy/decide-reading'
import type { TestApi } from '../support/api'

/** Who asks: an account that holds nothing and has broken no glass. */
export interface Asker {
  readonly role: Exclude<Role, 'system'> | 'nobody'
  readonly siteId: string | null
}

/** One hidden value, and how to give it to a world. */
export interface Difference {
  readonly what: string
  /** What the two worlds hold in its place. */
  readonly values: readonly [string, string]
  /** Ids that requests should lean to, by what they are the ids of. */
  readonly about: Readonly<Record<string, readonly string[]>>
  write(tx: Tx, value: string): Promise<void>
  /** Whether this asker may read it, in whatever form it is shown. */
  mayBeReadBy(asker: Asker): boolean
}

interface Shown {
  readonly resource: string
  readonly field: string
  readonly rowClass?: FieldClass
}

/** The twin worlds' hidden values, out of what the lived-in world holds: one for each kind of thing that somebody must not learn. */
export async function differencesIn(owner: Database, api: TestApi): Promise<Difference[]> {
  const vault = api.app.get(PersonVault, { strict: false })
  return [
    ...(await ofPeople(owner, vault)),
    ...(await ofNotes(owner, vault)),
    ...(await ofVetting(owner)),
    ...(await ofMoney(owner)),
    ...(await ofStays(owner)),
    ...(await ofWatching(owner)),
    ...(await ofTheSystem(owner)),
  ]
}

/** Whether the policy shows any of these fields of such a row to the asker. */
function readable(shown: readonly Shown[], facts: RowFacts) {
  return ({ role, siteId }: Asker): boolean => {
    const reader = role === 'nobody' ? null : { accountId: nobodysId, roles: [role], siteId, glass: [], viewAs: null }
    return shown.some(({ resource, field, rowClass }) => {
      const found = policy[resource]?.[field]
      if (!found) throw new Error(`no policy names ${resource}.${field}`)
      return basisFor(reader, found, facts, rowClass) !== null
    })
  }
}

/** The asker's account is made for the test, and holds no case. */
const nobodysId = '00000000-0000-4000-8000-00000000000a'

interface CaseRow {
  readonly caseId: string
  readonly personId: string
  readonly state: string
  readonly holderId: string
}

/** Applicants in as many states of their case as there are, so that rules which hang on the stage are met on both sides. */
async function applicants(owner: Database, condition = 'true'): Promise<CaseRow[]> {
  return owner.query<CaseRow>(
    `SELECT DISTINCT ON (f.state) f.id AS "caseId", p.id AS "personId", f.state, f.holder_id AS "holderId"
     FROM case_file f JOIN person p ON p.case_id = f.id AND p.relation = 'applicant' WHERE ${condition} ORDER BY f.state, f.id`,
  )
}

async function ofPeople(owner: Database, vault: PersonVault): Promise<Difference[]> {
  const rows = await applicants(owner)
  const opened = await vault.open(
    owner,
    rows.map(({ personId }) => personId),
  )
  const changes: readonly [keyof PersonalFields, string][] = [
    ['name', 'Saw Htoo Kalayar'],
    ['nameMy', 'စောထူးကလျာ'],
    ['bornOn', '1971-03-05'],
    ['rank', 'lance corporal'],
    ['unit', 'Signals Company 9'],
    ['needs', 'insulin'],
  ]
  return changes.map(([field, other], place) => {
    const row = rows[place % rows.length]!
    const fields = opened.get(row.personId)!
    const now = field === 'needs' ? (fields.needs[0] ?? 'medical_care') : (fields[field] ?? '')
    const also: Shown[] = field === 'name' || field === 'nameMy' ? [{ resource: 'person_hit', field }] : []
    return {
      what: `person.${field} of a case that is ${row.state}`,
      values: [String(now), other] as const,
      about: { case: [row.caseId], person: [row.personId] },
      mayBeReadBy: readable([{ resource: 'person', field }, ...also], row),
      write: async (tx, value) =>
        vault.seal(
          tx,
          row.personId,
          { ...fields, [field]: field === 'needs' ? [value, ...fields.needs.slice(1)] : value || null },
          row.holderId,
        ),
    }
  })
}

async function ofNotes(owner: Database, vault: PersonVault): Promise<Difference[]> {
  const rows = await owner.query<CaseRow & { id: string; class: FieldClass; nonce: Buffer; ciphertext: Buffer }>(
    `SELECT n.id, n.class, n.nonce, n.ciphertext, n.case_id AS "caseId", p.id AS "personId", f.state, f.holder_id AS "holderId"
     FROM note n JOIN case_file f ON f.id = n.case_id JOIN person p ON p.case_id = f.id AND p.relation = 'applicant'
     WHERE n.class <> 'operational' ORDER BY n.class, f.state, n.id`,
  )
  const texts = await vault.openNotes(owner, rows)
  return rows.map((row) => ({
    what: `note.text of the class ${row.class}, about a case that is ${row.state}`,
    values: [texts.get(row.id)!, 'Nothing of the kind was ever said, and nobody was there.'] as const,
    about: { case: [row.caseId] },
    mayBeReadBy: readable([{ resource: 'note', field: 'text', rowClass: row.class }], row),
    async write(tx, value) {
      const sealed = await vault.sealNote(tx, row.personId, row.id, value)
      await tx.query('UPDATE note SET nonce = $2, ciphertext = $3, salt = $4 WHERE id = $1', [
        row.id,
        sealed.nonce,
        sealed.ciphertext,
        sealed.salt,
      ])
    },
  }))
}

async function ofVetting(owner: Database): Promise<Difference[]> {
  const found: Difference[] = []
  for (const { table, column, other } of [
    { table: 'vetting_check', column: 'result', other: 'contradicted' },
    { table: 'vetting_recommendation', column: 'recommendation', other: 'clear_with_conditions' },
  ]) {
    const [row] = await owner.query<CaseRow & { id: string; seq: number; value: string; payload: string; hash: Buffer }>(
      `SELECT t.id, t.seq, t.${column} AS value, r.payload, r.hash, f.id AS "caseId", p.id AS "personId", f.state, f.holder_id AS "holderId"
       FROM ${table} t JOIN case_file f ON f.id = t.case_id JOIN person p ON p.case_id = f.id AND p.relation = 'applicant'
         JOIN transition r ON r.subject_id = t.case_id AND r.seq = t.seq
       WHERE t.${column} <> $1 ORDER BY t.id LIMIT 1`,
      [other],
    )
    if (!row) continue
    const shown: Shown[] = [
      { resource: table, field: column },
      { resource: 'planned_check', field: 'result' },
      ...['payload', 'hash', 'reason'].flatMap((field) =>
        ['transition', 'timeline_entry']
          .filter((of) => policy[of]?.[field])
          .map((resource) => ({ resource, field, rowClass: 'vetting' as const })),
      ),
    ]
    found.push({
      what: `${table}.${column} of a case that is ${row.state}`,
      values: [row.value, other],
      about: { case: [row.caseId], subject: [row.caseId] },
      mayBeReadBy: readable(shown, row),
      // Its hash follows from what was recorded, and the next link's from it; the chain itself need not be whole here.
      async write(tx, value) {
        await tx.query('ALTER TABLE transition DROP CONSTRAINT IF EXISTS the_hash_is_of_the_bytes')
        await tx.query(`UPDATE ${table} SET ${column} = $2 WHERE id = $1`, [row.id, value])
        const hash = value === row.value ? row.hash : createHash('sha256').update(row.hash).digest()
        await tx.query('UPDATE transition SET payload = $3, hash = $4 WHERE subject_id = $1 AND seq = $2', [
          row.caseId,
          row.seq,
          row.payload.replace(`"${row.value}"`, `"${value}"`),
          hash,
        ])
        await tx.query(
          `UPDATE transition n SET prev_hash = t.hash FROM transition t
           WHERE t.subject_id = $1 AND t.seq = $2 AND n.subject_id = t.subject_id AND n.seq = t.seq + 1`,
          [row.caseId, row.seq],
        )
        await tx.query(
          'UPDATE subject s SET head = t.hash FROM transition t WHERE s.id = $1 AND t.subject_id = s.id AND t.seq = s.version',
          [row.caseId],
        )
      },
    })
  }
  return found
}

async function ofMoney(owner: Database): Promise<Difference[]> {
  const found: Difference[] = []
  const [payment] = await owner.query<{
    id: string
    amount: bigint
    runId: string
    caseId: string
    state: string
    holderId: string
  }>(
    `SELECT p.id, p.amount, p.run_id AS "runId", p.case_id AS "caseId", f.state, f.holder_id AS "holderId"
     FROM payment p JOIN case_file f ON f.id = p.case_id ORDER BY p.amount, p.id LIMIT 1`,
  )
  if (payment) {
    found.push({
      what: 'payment.amount',
      values: [String(payment.amount), '12345678'],
      about: { payment: [payment.id], payment_run: [payment.runId], case: [payment.caseId] },
      mayBeReadBy: readable([{ resource: 'payment', field: 'amount' }], payment),
      write: async (tx, value) => void (await tx.query('UPDATE payment SET amount = $2 WHERE id = $1', [payment.id, value])),
    })
  }
  const [claim] = await owner.query<{ id: string; amount: bigint; caseId: string; state: string; holderId: string }>(
    `SELECT c.id, c.amount, c.case_id AS "caseId", f.state, f.holder_id AS "holderId"
     FROM reward_claim c JOIN case_file f ON f.id = c.case_id WHERE c.amount IS NOT NULL ORDER BY c.id LIMIT 1`,
  )
  if (claim) {
    found.push({
      what: 'reward_claim.amount',
      values: [String(claim.amount), String(claim.amount + 777n)],
      about: { reward_claim: [claim.id], case: [claim.caseId] },
      mayBeReadBy: readable([{ resource: 'reward_claim', field: 'amount' }], claim),
      write: async (tx, value) => void (await tx.query('UPDATE reward_claim SET amount = $2 WHERE id = $1', [claim.id, value])),
    })
  }
  const [code] = await owner.query<{ id: string; text: string; caseId: string; state: string; holderId: string }>(
    `SELECT c.id, c.text, c.case_id AS "caseId", f.state, f.holder_id AS "holderId" FROM code c JOIN case_file f ON f.id = c.case_id ORDER BY c.id LIMIT 1`,
  )
  if (code) {
    const other = `${code.text.slice(0, 4)}${[...code.text.slice(4)].reverse().join('')}`
    found.push({
      what: 'code.code',
      values: [code.text, other],
      about: { code: [code.id], case: [code.caseId] },
      mayBeReadBy: readable(
        [
          { resource: 'code', field: 'code' },
          { resource: 'code_check', field: 'known' },
        ],
        code,
      ),
      write: async (tx, value) => void (await tx.query('UPDATE code SET text = $2 WHERE id = $1', [code.id, value])),
    })
  }
  return found
}

/** What happens at one site is no business of the host of another. */
async function ofStays(owner: Database): Promise<Difference[]> {
  const [stay] = await owner.query<{ id: string; siteId: string; size: number; caseId: string }>(
    `SELECT p.id, p.site_id AS "siteId", p.household_size AS size, s.case_id AS "caseId" FROM placement p JOIN subject s ON s.id = p.id
     WHERE p.site_id IS NOT NULL AND s.state IN ('staying', 'booked') ORDER BY p.id LIMIT 1`,
  )
  if (!stay) return []
  return [
    {
      what: 'placement.householdSize at a site',
      values: [String(stay.size), String(stay.size + 1)],
      about: { placement: [stay.id], site: [stay.siteId], case: [stay.caseId] },
      // How full a site is, everybody else may know.
      mayBeReadBy: ({ role, siteId }) => !(role === 'nobody' || (role === 'host_organisation' && siteId !== stay.siteId)),
      write: async (tx, value) =>
        void (await tx.query('UPDATE placement SET household_size = $2 WHERE id = $1', [stay.id, value])),
    },
  ]
}

/** Who looked at what, and why, is for auditors, and for those who were told. */
async function ofWatching(owner: Database): Promise<Difference[]> {
  const found: Difference[] = []
  const mayBeReadBy = ({ role }: Asker): boolean => role === 'auditor'
  const [glass] = await owner.query<{ id: string; reason: string; caseId: string }>(
    'SELECT id, reason, case_id AS "caseId" FROM break_glass ORDER BY id LIMIT 1',
  )
  if (glass) {
    found.push({
      what: 'break_glass.reason',
      values: [glass.reason, 'danger_to_life'],
      about: { case: [glass.caseId], break_glass: [glass.id] },
      mayBeReadBy,
      write: async (tx, value) => void (await tx.query('UPDATE break_glass SET reason = $2 WHERE id = $1', [glass.id, value])),
    })
  }
  const [read] = await owner.query<{ id: bigint; fields: string; caseId: string }>(
    `SELECT id, fields[1] AS fields, case_id AS "caseId" FROM access_log WHERE act = 'read' AND case_id IS NOT NULL ORDER BY id LIMIT 1`,
  )
  if (read) {
    found.push({
      what: 'access_log.fields of a read',
      values: [read.fields, 'bornOn'],
      about: { case: [read.caseId] },
      mayBeReadBy,
      write: async (tx, value) =>
        void (await tx.query('UPDATE access_log SET fields = ARRAY[$2] WHERE id = $1', [read.id, value])),
    })
  }
  return found
}

/** What nobody at all reads. */
async function ofTheSystem(owner: Database): Promise<Difference[]> {
  const [account] = await owner.query<{ id: string; hash: string }>(
    `SELECT id, password_hash AS hash FROM account WHERE password_hash IS NOT NULL ORDER BY username LIMIT 1`,
  )
  if (!account) return []
  return [
    {
      what: 'the hash of a password',
      values: [account.hash, `${account.hash.slice(0, -1)}${account.hash.endsWith('A') ? 'B' : 'A'}`],
      about: { account: [account.id] },
      mayBeReadBy: () => false,
      write: async (tx, value) =>
        void (await tx.query('UPDATE account SET password_hash = $2 WHERE id = $1', [account.id, value])),
    },
  ]
}
