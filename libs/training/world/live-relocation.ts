import { Injectable } from '@nestjs/common'
import { Arrive, BookPlace, Leave, RecordOutage, WaitForPlace } from '@passage/stages/relocation'
import { dateOf, dayOf, type Day } from './calendar'
import { take, type LivingWorld, type Stay } from './living-world'
import type { Officer } from './staff'

/** A household that looks for a place. */
interface Seeker {
  readonly number: number
  readonly size: number
  /** Set where it stands on the waiting list. */
  readonly placementId: string | null
}

/** From how many the day's bookings are made: the longest waiting first. */
const waitingAtMost = 200

/** Places: who asks for one, who waits, who arrives and leaves, and what is out of service. */
@Injectable()
export class LiveRelocation {
  constructor(
    private readonly bookPlace: BookPlace,
    private readonly waitForPlace: WaitForPlace,
    private readonly arrive: Arrive,
    private readonly leave: Leave,
    private readonly recordOutage: RecordOutage,
  ) {}

  async live(world: LivingWorld, day: Day): Promise<void> {
    await this.departures(world, day)
    await this.outages(world, day)
    await this.bookings(world, day)
    await this.arrivals(world, day)
  }

  private async bookings(world: LivingWorld, day: Day): Promise<void> {
    const fresh = await this.freshSeekers(world, day)
    const waiting = await this.waiting(world)
    if (fresh.length + waiting.length === 0) return
    const from = dateOf(day + 1)
    const free = new Map<string, number>()
    for (const site of await this.bookPlace.freePlaces(world.database, { from, to: null })) free.set(site.siteId, site.free)
    const found = new Map<Seeker, string>()
    for (const seeker of [...waiting, ...fresh]) {
      const siteId = this.siteFor(world, seeker, free)
      if (siteId === undefined) continue
      free.set(siteId, free.get(siteId)! - seeker.size)
      found.set(seeker, siteId)
    }
    const officer = world.staff.onDuty('relocation_officer', day)
    const stayOf = (seeker: Seeker) => {
      const begins = dateOf(day + world.fewDays(seeker.number, 'move in'))
      const { stayDays } = world.plans[seeker.number]!
      return { siteId: found.get(seeker)!, from: begins, to: stayDays === null ? null : dateOf(dayOf(begins) + stayDays) }
    }
    const offered = waiting.filter((seeker) => found.has(seeker))
    const placed = fresh.filter((seeker) => found.has(seeker))
    const left = fresh.filter((seeker) => !found.has(seeker))
    if (offered.length + placed.length + left.length === 0) return
    // One batch, since all of it was decided on the same free places: done in part and resumed, it could come out otherwise.
    await world.batches.do(officer, day, 'places', async (tx) => {
      const offers = offered.map((seeker) => ({ placementId: seeker.placementId!, ...stayOf(seeker) }))
      const stays = placed.map((seeker) => ({ caseId: world.ids[seeker.number]!, ...stayOf(seeker) }))
      const booked = [...(await this.bookPlace.bookWaitingMany(tx, offers)), ...(await this.bookPlace.bookMany(tx, stays))]
      await this.waitForPlace.waitMany(
        tx,
        left.map((seeker) => ({ caseId: world.ids[seeker.number]!, from })),
      )
      for (const [at, seeker] of [...offered, ...placed].entries()) {
        const { siteId, from: begins, to } = stayOf(seeker)
        world.booked({ placementId: booked[at]!.id, number: seeker.number, siteId, to }, begins)
      }
    })
  }

  /** The site with most room in the country to which the household wants; undefined where none has enough. */
  private siteFor(world: LivingWorld, { number, size }: Seeker, free: ReadonlyMap<string, number>): string | undefined {
    const { country } = world.plans[number]!
    return world.programme.sites
      .filter((site) => site.country === country && (free.get(site.id) ?? 0) >= size)
      .sort((a, b) => free.get(b.id)! - free.get(a.id)! || (a.id < b.id ? -1 : 1))[0]?.id
  }

  private async freshSeekers(world: LivingWorld, day: Day): Promise<Seeker[]> {
    const due = world.due(day, 'place').map((plan) => world.idOf(plan))
    if (due.length === 0) return []
    const rows = await world.database.query<{ id: string; size: number }>(
      `SELECT f.id, f.household_size AS size FROM case_file f WHERE f.id = ANY ($1::uuid[]) AND f.state = 'registered'
         AND NOT EXISTS (SELECT FROM subject s WHERE s.case_id = f.id AND s.kind = 'placement') ORDER BY f.id`,
      [due],
    )
    return rows.map(({ id, size }) => ({ number: world.numbers.get(id)!, size, placementId: null }))
  }

  private async waiting(world: LivingWorld): Promise<Seeker[]> {
    const rows = await world.database.query<{ id: string; caseId: string; size: number }>(
      `SELECT p.id, s.case_id AS "caseId", f.household_size AS size
       FROM subject s JOIN placement p USING (id) JOIN case_file f ON f.id = s.case_id
       WHERE s.kind = 'placement' AND s.state = 'waiting' ORDER BY p.since, p.id LIMIT ${waitingAtMost}`,
      [],
      'waiting_households',
    )
    return rows.map(({ id, caseId, size }) => ({ number: world.numbers.get(caseId)!, size, placementId: id }))
  }

  private async arrivals(world: LivingWorld, day: Day): Promise<void> {
    // Those who do not come are left to lapse, as the programme's own term says.
    const due = take(world.arrivals, day).filter(({ number }) => !world.plans[number]!.noShow)
    for (const [officer, stays] of this.byOfficer(world, day, due)) {
      await world.batches.do(officer, day, 'arrive', (tx) => this.arrive.arriveMany(tx, stays))
      for (const stay of stays) world.arrived(stay, day)
    }
  }

  private async departures(world: LivingWorld, day: Day): Promise<void> {
    for (const [officer, stays] of this.byOfficer(world, day, take(world.departures, day))) {
      const inputs = stays.map(({ placementId }) => ({ placementId, reason: 'moved_on' }))
      await world.batches.do(officer, day, 'leave', (tx) => this.leave.leaveMany(tx, inputs))
      for (const stay of stays) world.left(stay, day)
    }
  }

  /** Confirmed by the site's host organisation where it has an account, else by the officer on duty. */
  private byOfficer(world: LivingWorld, day: Day, stays: readonly Stay[]): [Officer, Stay[]][] {
    const groups = new Map<Officer, Stay[]>()
    for (const stay of [...stays].sort((a, b) => (a.placementId < b.placementId ? -1 : 1))) {
      const officer = world.staff.hostOf(stay.siteId) ?? world.staff.onDuty('relocation_officer', day)
      groups.set(officer, [...(groups.get(officer) ?? []), stay])
    }
    return [...groups].sort(([a], [b]) => (a.username < b.username ? -1 : 1))
  }

  /** A roof leaks, a well dries: some places of a site serve nobody for some weeks. */
  private async outages(world: LivingWorld, day: Day): Promise<void> {
    const share = world.request.scenario.relocation.outagesAYear / 260
    for (const [at, site] of world.programme.sites.entries()) {
      const prng = world.prng.fork('outage').fork(at).fork(day)
      if (!prng.chance(share)) continue
      const officer = world.staff.onDuty('relocation_officer', day)
      const outage = {
        siteId: site.id,
        from: dateOf(day),
        to: dateOf(day + prng.int(7, 45)),
        places: Math.max(1, Math.round(site.places * (0.1 + 0.3 * prng.fraction()))),
        reason: prng.pick(['repair', 'flood', 'water_supply', 'safety'] as const),
      }
      await this.recordOutage.recordOutage(world.batches.command(officer, day, `outage ${at}`), outage)
    }
  }
}
