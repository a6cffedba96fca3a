import { Injectable } from '@nestjs/common'
import { Redaction, type HttpCommand, type Resource, type SignedIn } from '@passage/access'
import { Perform, type ActTx, type Receipt } from '@passage/case'
import { Refused, sqlState } from '@passage/platform'
import { glassRole, type GlassClass, type GlassReason } from './break-glass.rules'

export interface BreakGlassInput {
  readonly reason: GlassReason
  readonly classes: readonly GlassClass[]
  /** 1 to 60. */
  readonly minutes: number
}

/** A field of each class that shows whether the viewer reads it anyway. */
const probes: Readonly<Record<GlassClass, readonly [Resource, string]>> = {
  personal: ['person', 'name'],
  vetting: ['vetting', 'checks'],
}

/**
 * Breaks the glass: somebody reads for some minutes what no rule lets them read of one case. The auditors and whoever holds the case are told in the
 * same transaction; what is read under it stands in the access log with its id; it ends by itself, since every look asks for the time.
 */
@Injectable()
export class BreakGlass {
  constructor(
    private readonly perform: Perform,
    private readonly redaction: Redaction,
  ) {}

  /** @throws Refused `case.not_found`, `break_glass.class`, `break_glass.not_needed`, `break_glass.open_already`, `break_glass.nobody_to_tell` */
  async open(viewer: SignedIn, command: HttpCommand, caseId: string, input: BreakGlassInput): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const [file] = await tx.query<{ reference: string; state: string; holderId: string }>(
        'SELECT reference, state, holder_id AS "holderId" FROM case_file WHERE id = $1',
        [caseId],
      )
      if (!file) throw Refused.notFound('case')
      const role = glassRole(tx.actor.roles, input.classes)
      const without = { ...viewer, roles: tx.actor.roles, glass: [] }
      const missing = input.classes.filter((c) => {
        const [resource, field] = probes[c]
        return !this.redaction.readsOf(without, resource, field, { caseId, ...file })
      })
      if (missing.length === 0) {
        throw new Refused('break_glass.not_needed', 'Your role reads these fields of this case as it is.', {
          fix: 'Open the case.',
        })
      }
      await refuseSecond(tx, caseId, missing)
      const id = tx.random.uuid()
      await tellAndOpen(tx, id, caseId, role, { ...input, classes: missing })
      await recordAct(tx, role, id, caseId, `break_glass.${input.reason}`, missing)
      return { id, reference: file.reference, state: 'open', version: 1 }
    })
  }

  /** Ends it before its time: whoever broke it, or somebody who was told. @throws Refused `break_glass.not_found` */
  async end(command: HttpCommand, id: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const [row] = await tx.query<{ ended: boolean }>('SELECT end_the_glass($1) AS ended', [id])
      if (!row!.ended) throw Refused.notFound('break_glass')
      await recordAct(tx, tx.actor.roles[0]!, id, null, 'break_glass.end', [])
      return { id, state: 'ended', version: 2 }
    })
  }

  /** Says that somebody who was told has seen it. Safe to repeat. @throws Refused `break_glass.not_found` */
  async see(command: HttpCommand, id: string): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      const [row] = await tx.query<{ seen: boolean }>('SELECT see_the_glass($1) AS seen', [id])
      if (!row!.seen) throw Refused.notFound('break_glass')
      return { id, state: 'seen', version: 1 }
    })
  }
}

async function refuseSecond(tx: ActTx, caseId: string, classes: readonly GlassClass[]): Promise<void> {
  const [open] = await tx.query(
    `SELECT 1 FROM break_glass WHERE account_id = $1 AND case_id = $2 AND classes @> $3::text[] AND ended_at IS NULL AND ends_at > now()`,
    [tx.actor.id, caseId, classes],
  )
  if (!open) return
  throw new Refused('break_glass.open_already', 'You have broken the glass of this case, and it has not ended.', {
    fix: 'Open the case; or end it first, if you need it for longer.',
  })
}

async function tellAndOpen(tx: ActTx, id: string, caseId: string, role: string, input: BreakGlassInput): Promise<void> {
  try {
    await tx.query('SELECT break_the_glass($1, $2, $3, $4, $5, $6)', [
      id,
      caseId,
      role,
      input.classes,
      input.reason,
      input.minutes,
    ])
  } catch (error) {
    if (sqlState(error) !== 'PA003') throw error
    throw new Refused('break_glass.nobody_to_tell', 'There is no second person who could be told of it.', {
      fix: 'Let a trainer make an account for a second auditor first.',
    })
  }
}

/** In the transaction of the act itself: no act without its record. */
async function recordAct(
  tx: ActTx,
  role: string,
  id: string,
  caseId: string | null,
  code: string,
  classes: readonly string[],
): Promise<void> {
  await tx.query(
    `INSERT INTO access_log (actor_id, roles, act, resource, resource_id, case_id, fields, code, purpose)
     VALUES ($1, $2, 'did', 'break_glass', $3, $4, $5, $6, $7)`,
    [tx.actor.id, [role], id, caseId, classes, code, `glass:${id}`],
  )
}
