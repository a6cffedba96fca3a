import { Injectable } from '@nestjs/common'
import { MasterKeys, type HttpCommand } from '@passage/access'
import { Outbox } from '@passage/jobs'
import { Refused } from '@passage/platform'
import { Perform, type Receipt } from '../perform'
import { insertRotation, isDemoDatabase, rotationAtWork } from './key-rotation.store'

/** A trainer asks for a rotation of the keys; a job carries it out. */
@Injectable()
export class RequestRotation {
  constructor(
    private readonly perform: Perform,
    private readonly outbox: Outbox,
    private readonly keys: MasterKeys,
  ) {}

  /** @throws Refused `keys.not_a_demo`, `keys.rotating` */
  async request(command: HttpCommand): Promise<Receipt> {
    return this.perform.command(command.token, command, async (tx) => {
      if (!(await isDemoDatabase(tx))) {
        throw new Refused(
          'keys.not_a_demo',
          'Master keys belong to whoever runs Passage; only those of a demo are rotated here.',
          {
            fix: 'Ask the people who run Passage to use npm run passage -- rotate-keys.',
          },
        )
      }
      if (await rotationAtWork(tx)) {
        throw new Refused('keys.rotating', 'The keys are being rotated already.', { fix: 'Wait until that rotation has ended.' })
      }
      const { newest } = this.keys
      const id = await this.outbox.request(tx, {
        queue: 'access',
        name: 'rotate_keys',
        data: { newest },
        requestedBy: tx.actor.id,
      })
      await insertRotation(tx, id, newest, tx.actor)
      return { id, state: 'requested', version: 1 }
    })
  }
}
