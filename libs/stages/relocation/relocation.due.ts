import { Injectable, type OnModuleInit } from '@nestjs/common'
import { DueRules, planning, Registry } from '@passage/case'

const placement = 'placement p JOIN subject s ON s.id = p.id'
const ofMoved = 'JOIN placement p ON p.id = m.id'
/** The host at the site of item `i` is told, and nobody else's. */
const ownSite = 'SELECT p.site_id FROM placement p WHERE p.id = i.subject_id'

/** What falls due in relocation: arrivals, bookings that lapse, the last days of stays. Changed dates leave the old items to pass by. */
@Injectable()
export class RelocationDue implements OnModuleInit {
  constructor(
    private readonly registry: Registry,
    private readonly rules: DueRules,
  ) {}

  onModuleInit(): void {
    this.registry.effect(
      'plan_arrival',
      planning(
        { kind: 'arrival_expected', dueOn: 'lower(p.days)', from: ofMoved },
        // A stay that was booked late has its term from the booking.
        { kind: 'arrival_missed', dueOn: `greatest(lower(p.days), today) + term_days('arrival', today)`, from: ofMoved },
      ),
    )
    this.registry.effect('plan_departure', planning({ kind: 'departure_expected', dueOn: 'upper(p.days) - 1', from: ofMoved }))
    this.rules.register({
      kind: 'arrival_expected',
      about: 'placement',
      stands: `EXISTS (SELECT FROM ${placement} WHERE p.id = i.subject_id AND s.state = 'booked' AND lower(p.days) = i.due_on)`,
      firing: { remind: 'host_organisation', site: ownSite },
    })
    this.rules.register({
      kind: 'arrival_missed',
      about: 'placement',
      stands: `EXISTS (
        SELECT FROM ${placement} JOIN LATERAL (
            SELECT t.programme_date AS on_day FROM transition t
            WHERE t.subject_id = p.id AND t.event IN ('book', 'move_in', 'change_dates') ORDER BY t.seq DESC LIMIT 1) booked ON true
        WHERE p.id = i.subject_id AND s.state = 'booked'
          AND i.due_on = greatest(lower(p.days), booked.on_day) + term_days('arrival', booked.on_day))`,
      firing: { expire: { event: 'cancel', reason: 'did_not_arrive' } },
    })
    this.rules.register({
      kind: 'departure_expected',
      about: 'placement',
      stands: `EXISTS (SELECT FROM ${placement} WHERE p.id = i.subject_id AND s.state = 'staying' AND upper(p.days) - 1 = i.due_on)`,
      firing: { remind: 'host_organisation', site: ownSite },
    })
  }
}
