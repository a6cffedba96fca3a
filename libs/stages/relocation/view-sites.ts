import { Injectable } from '@nestjs/common'
import type { Role, SignedIn } from '@passage/access'
import { Database, decodeCursor, encodeCursor, Refused, type PageQuery } from '@passage/platform'
import { addDays, daysFrom } from './days'
import type { OutageRow, SiteCapacityRow, SiteRow } from './relocation.entity'
import { dayByDay, shortages, type Stretch } from './relocation.rules'
import { SitesStore } from './sites.store'
import { assertDay } from './stay-days'

const mostDays = 400
/** Of all sites at once. */
const mostDaysOfAll = 62
/** How far ahead shortages are looked for. */
const daysAhead = 90

/** Roles to whom every site shows; a host organisation sees its own. */
export const seesEverySite = [
  'relocation_officer',
  'programme_manager',
  'planner',
  'intake_officer',
  'vetting_officer',
  'vetting_approver',
  'registrar',
  'finance_officer',
  'finance_approver',
  'finance_controller',
  'equipment_assessor',
  'auditor',
] as const satisfies readonly Role[]

export interface SitePage extends SiteRow {
  readonly outages: readonly OutageRow[]
}

export interface SiteDay extends Omit<Stretch, 'from' | 'to'> {
  readonly day: string
  /** Of the places that are booked: those of households that have arrived. */
  readonly occupied: number
}

/** A site with its days, for a picture of all sites. */
export interface SiteCalendar {
  readonly siteId: string
  readonly siteName: string
  readonly state: string
  readonly days: readonly SiteDay[]
}

export interface Shortage extends Stretch {
  readonly siteId: string
  readonly siteName: string
}

/** Sites, their places day by day, and where places are missing. */
@Injectable()
export class ViewSites {
  constructor(
    private readonly database: Database,
    private readonly sites: SitesStore,
  ) {}

  /** Sites with today's figures, by name. */
  async list(viewer: SignedIn, { cursor, limit }: PageQuery): Promise<{ rows: SiteRow[]; nextCursor: string | null }> {
    const [after] = decodeCursor('sites', ['text'], cursor) ?? []
    const rows = await this.sites.figures(this.database, scopeOf(viewer), after, limit + 1)
    const shown = rows.slice(0, limit)
    return { rows: shown, nextCursor: rows.length > limit ? encodeCursor('sites', [shown.at(-1)!.name]) : null }
  }

  /** @throws Refused `site.not_found`, for another's site too */
  async one(viewer: SignedIn, siteId: string): Promise<SitePage> {
    mustSee(viewer, siteId)
    const [site] = await this.sites.figures(this.database, siteId)
    if (!site) throw Refused.notFound('site')
    return { ...site, outages: await this.sites.outagesOf(this.database, siteId) }
  }

  /** @throws Refused `site.not_found`, for another's site too; `input.invalid` for more than 400 days */
  async days(viewer: SignedIn, siteId: string, from: string, to: string): Promise<SiteDay[]> {
    mustSee(viewer, siteId)
    assertDays(from, to, mostDays)
    const site = (await this.sites.capacities(this.database, [siteId], from)).get(siteId)
    if (!site) throw Refused.notFound('site')
    return daysOf(site, from, to)
  }

  /**
   * All sites that the viewer sees, by name, each with its days. A site that is closed shows only while somebody is still booked there.
   * @throws Refused `input.invalid` for more than 62 days
   */
  async calendar(viewer: SignedIn, from: string, to: string): Promise<SiteCalendar[]> {
    assertDays(from, to, mostDaysOfAll)
    const scope = scopeOf(viewer)
    const sites = await this.sites.capacities(this.database, scope === null ? null : [scope], from)
    return [...sites.values()]
      .map((site) => ({ siteId: site.id, siteName: site.name, state: site.state, days: daysOf(site, from, to) }))
      .filter(({ state, days }) => state === 'open' || days.some(({ booked }) => booked > 0))
  }

  /** Where more is booked than serves in the next 90 days, the soonest first. */
  async shortages(): Promise<Shortage[]> {
    const today = await this.sites.today(this.database)
    const sites = await this.sites.capacities(this.database, null, today)
    const found = [...sites.values()].flatMap(({ id, name, ...site }) =>
      shortages(site, { from: today, to: addDays(today, daysAhead) }).map((stretch) => ({
        siteId: id,
        siteName: name,
        ...stretch,
      })),
    )
    return found.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.siteName < b.siteName ? -1 : 1))
  }
}

function assertDays(from: string, to: string, most: number): void {
  assertDay('from', from)
  assertDay('to', to)
  if (to < from) throw Refused.field('to', 'to lies before from.', `Send ${from} or a later day.`)
  if (daysFrom(from, to) >= most) {
    throw Refused.field('to', `These are more than ${most} days.`, `Send ${addDays(from, most - 1)} or an earlier day.`)
  }
}

/** The days of a site, with what of the booked places is occupied: the same days, counted over those who have arrived. */
function daysOf(site: SiteCapacityRow, from: string, to: string): SiteDay[] {
  const arrived = dayByDay({ ...site, stays: site.stays.filter((stay) => stay.arrived) }, from, to)
  return dayByDay(site, from, to).map((day, n) => ({ ...day, occupied: arrived[n]!.booked }))
}

/** No site has this id: what a host account without a site sees. */
const nowhere = '00000000-0000-0000-0000-000000000000'

/** @returns null for those who see every site, else the one site that the account sees */
export function scopeOf(viewer: SignedIn): string | null {
  if (viewer.roles.some((role) => (seesEverySite as readonly Role[]).includes(role))) return null
  return viewer.siteId ?? nowhere
}

/** @throws Refused `site.not_found`: another's site is not told apart from one that does not exist */
export function mustSee(viewer: SignedIn, siteId: string): void {
  const scope = scopeOf(viewer)
  if (scope !== null && scope !== siteId) throw Refused.notFound('site')
}
