import { randomBytes, randomUUID } from 'node:crypto'
import type { Cluster } from './cluster'
import { Refusal } from './refusal'
import { factsOf, packUp, record, trainerOf, unpack, type Asker, type RoomFacts } from './room'

/** The point to which a reset returns. */
export const startName = 'start'
const mostPoints = 20

/** What is known of a restore point; it stands in the comment of its database, so that it goes where the point goes. */
export interface PointFacts {
  readonly id: string
  readonly name: string
  readonly madeAt: string
  /** A username, or `system` for the start. */
  readonly madeBy: string
  readonly programmeDate: string
  readonly cases: number
  readonly newestMigration: string
}

export interface RestorePoint extends PointFacts {
  readonly database: string
  readonly bytes: number
}

/** The restore points of one room: databases beside its own that nobody can connect to, cloned from it and cloned back. */
export class RestorePoints {
  private readonly making: string
  private readonly loading: string
  private readonly outgoing: string
  private readonly prefix: string
  private clearing: Promise<void> = Promise.resolve()

  /** @param room the name of the room's database */
  constructor(
    private readonly cluster: Cluster,
    private readonly room: string,
  ) {
    this.making = `${room}_making`
    this.loading = `${room}_loading`
    this.outgoing = `${room}_outgoing`
    this.prefix = `${room}_point_`
  }

  /** Puts right what a keeper that was killed left behind. Safe to repeat. */
  async mend(): Promise<void> {
    const known = new Map((await this.cluster.known(this.room)).map((one) => [one.name, one]))
    const room = known.get(this.room)
    if (!room && known.has(this.outgoing)) {
      await this.cluster.rename([[this.outgoing, this.room]], { name: this.room, open: true })
    } else if (!room) {
      throw new Error(`There is no database ${this.room}: migrate it first.`)
    } else if (!room.open) {
      await this.cluster.allowConnections(this.room)
    }
    await this.cleared()
  }

  /** Newest first. */
  async list(): Promise<{ room: string; points: RestorePoint[] }> {
    const { newestMigration } = await this.facts()
    return { room: newestMigration, points: await this.points() }
  }

  async make(asker: Asker, name: string): Promise<RestorePoint> {
    const by = await this.cluster.in(this.room, (room) => trainerOf(room, asker))
    const points = await this.points()
    if (name.toLowerCase() === startName || points.some((point) => point.name.toLowerCase() === name.toLowerCase())) {
      throw new Refusal(
        'restore_points.name_taken',
        `There is a restore point ${name} already.`,
        'Choose another name, or delete that one first.',
        'name',
      )
    }
    if (points.length >= mostPoints) {
      throw new Refusal(
        'restore_points.too_many',
        `There are ${mostPoints} restore points, and no more fit.`,
        'Delete one that is no longer needed.',
      )
    }
    const point = await this.keep(name, by)
    await this.cluster.in(this.room, (room) => record(room, asker, 'made', point))
    return point
  }

  /** The start of the room: made once, after its world was generated; anew where the room was emptied and filled again. */
  async makeStart(anew: boolean): Promise<RestorePoint> {
    const there = (await this.points()).find(({ name }) => name === startName)
    if (there && !anew) return there
    const made = await this.keep(startName, 'system')
    if (there) await this.cluster.drop(there.database)
    return made
  }

  async load(asker: Asker, id: string): Promise<RestorePoint> {
    return this.swapIn(asker, await this.find(id))
  }

  async reset(asker: Asker): Promise<RestorePoint> {
    const start = (await this.points()).find(({ name }) => name === startName)
    if (start) return this.swapIn(asker, start)
    throw new Refusal(
      'restore_points.no_start',
      'The start of this demo was not kept.',
      'Load a restore point, or begin anew with npm run demo -- --fresh.',
    )
  }

  async delete(asker: Asker, id: string): Promise<RestorePoint> {
    await this.cluster.in(this.room, (room) => trainerOf(room, asker))
    const point = await this.find(id)
    if (point.name === startName) {
      throw new Refusal('restore_points.is_start', 'The start is what a reset returns to.', 'Delete another restore point.')
    }
    await this.cluster.drop(point.database)
    await this.cluster.in(this.room, (room) => record(room, asker, 'deleted', point))
    return point
  }

  /** Resolves when nothing is left of what came before. */
  async cleared(): Promise<void> {
    await this.clearing
    for (const leftover of [this.making, this.loading, this.outgoing]) await this.cluster.drop(leftover)
  }

  private async keep(name: string, madeBy: string): Promise<RestorePoint> {
    const { programmeDate, cases, newestMigration } = await this.quietFacts()
    const facts: PointFacts = {
      id: randomUUID(),
      name,
      madeAt: new Date().toISOString(),
      madeBy,
      programmeDate,
      cases,
      newestMigration,
    }
    const database = `${this.prefix}${randomBytes(6).toString('hex')}`
    await this.cleared()
    await this.cluster.emptied(this.room, () => this.cluster.copy(this.room, this.making))
    await this.cluster.rename([[this.making, database]], { name: database, open: false, comment: JSON.stringify(facts) })
    return this.find(facts.id)
  }

  /** The copy is made beside the room, which serves meanwhile; then the two change places in one transaction. */
  private async swapIn(asker: Asker, point: RestorePoint): Promise<RestorePoint> {
    const { newestMigration } = await this.quietFacts()
    if (point.newestMigration !== newestMigration) {
      throw new Refusal(
        'restore_points.other_schema',
        `The restore point ${point.name} is of the schema ${point.newestMigration}, and this room of ${newestMigration}.`,
        'Load it with the release that it was made with, or delete it and make a new one.',
      )
    }
    await this.cluster.in(this.room, (room) => trainerOf(room, asker))
    await this.cleared()
    await this.cluster.copy(point.database, this.loading)
    try {
      const luggage = await this.cluster.in(this.room, (room) => packUp(room, asker))
      await this.cluster.in(this.loading, async (room) => {
        await unpack(room, luggage)
        await record(room, asker, 'loaded', point)
      })
      await this.cluster.emptied(this.room, () =>
        this.cluster.rename(
          [
            [this.room, this.outgoing],
            [this.loading, this.room],
          ],
          { name: this.room, open: true },
        ),
      )
    } catch (error) {
      await this.cluster.drop(this.loading)
      throw error
    }
    // PostgreSQL writes a checkpoint before it removes a database; nobody need wait for that.
    this.clearing = this.cluster.drop(this.outgoing).catch(() => undefined)
    return point
  }

  private facts(): Promise<RoomFacts> {
    return this.cluster.in(this.room, async (room) => {
      const facts = await factsOf(room)
      if (facts.demo) return facts
      throw new Refusal(
        'restore_points.not_a_demo',
        'This database is not marked as a demo.',
        'Anything but a demo is restored from a backup.',
      )
    })
  }

  private async quietFacts(): Promise<RoomFacts> {
    const facts = await this.facts()
    if (!facts.clockIsMoving) return facts
    throw new Refusal('restore_points.busy', 'The clock is moving.', 'Wait until the move ends, or stop it first.')
  }

  private async points(): Promise<RestorePoint[]> {
    const known = await this.cluster.known(this.prefix)
    const points = known.flatMap(({ name, comment, bytes }) =>
      comment ? [{ ...(JSON.parse(comment) as PointFacts), database: name, bytes: Number(bytes) }] : [],
    )
    return points.sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
  }

  private async find(id: string): Promise<RestorePoint> {
    const point = (await this.points()).find((one) => one.id === id)
    if (point) return point
    throw new Refusal('restore_point.not_found', 'There is no such restore point.', 'Look at the list again.')
  }
}
