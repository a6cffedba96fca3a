import { Injectable } from '@nestjs/common'
import { asViewer, type SignedIn } from '@passage/access'
import { CaseFiles } from '@passage/case'
import { Database, decodeCursor, encodeCursor, Refused, type PageQuery } from '@passage/platform'
import { PlacementsStore } from './placements.store'
import type { PlacementRow, Stay } from './relocation.entity'
import { SitesStore } from './sites.store'
import { arrivalDays } from './relocation.needs'
import { mustSee, scopeOf } from './view-sites'

export interface PlacementPage<Row extends PlacementRow = PlacementRow> {
  readonly rows: Row[]
  readonly nextCursor: string | null
}

/** Who is at home now, or about to come. */
const current = ['booked', 'staying']

/** Placements of a case, at a site, and the waiting list. */
@Injectable()
export class ViewPlacements {
  constructor(
    private readonly database: Database,
    private readonly files: CaseFiles,
    private readonly sites: SitesStore,
    private readonly placements: PlacementsStore,
  ) {}

  /** All placements that a case has had, newest first. @throws Refused `case.not_found` */
  async ofCase(viewer: SignedIn, caseId: string): Promise<PlacementRow[]> {
    return asViewer(this.database, viewer, async (look) => {
      await this.files.get(look, caseId)
      return this.placements.ofCase(look, caseId)
    })
  }

  /**
   * Stays at a site by first day. A host sees its own site, and there those who are booked or staying: once a household has left, it is no
   * longer the host's business.
   * @throws Refused `site.not_found`, for another's site too
   */
  async ofSite(
    viewer: SignedIn,
    siteId: string,
    { state, cursor, limit }: PageQuery & { readonly state?: string },
  ): Promise<PlacementPage<Stay>> {
    mustSee(viewer, siteId)
    if ((await this.sites.placesOf(this.database, siteId)) === undefined) throw Refused.notFound('site')
    const asked = state === undefined ? current : [state]
    const states = scopeOf(viewer) === null ? asked : asked.filter((s) => current.includes(s))
    const list = `placements:${siteId}`
    const after = decodeCursor(list, ['day', 'uuid'], cursor)
    const rows = await asViewer(this.database, viewer, (look) =>
      this.placements.ofSite(look, siteId, states, pair(after), limit + 1),
    )
    return page(rows, limit, (last) => encodeCursor(list, [last.from, last.id]))
  }

  /** Booked stays that begin within seven days, or should have begun, the soonest first; a host sees those of its own site. */
  async arrivals(viewer: SignedIn, { cursor, limit }: PageQuery): Promise<PlacementPage<Stay>> {
    const after = decodeCursor('arrivals', ['day', 'uuid'], cursor)
    const rows = await asViewer(this.database, viewer, (look) =>
      this.placements.arrivals(look, scopeOf(viewer), arrivalDays, pair(after), limit + 1),
    )
    return page(rows, limit, (last) => encodeCursor('arrivals', [last.from, last.id]))
  }

  /** Who waits for a place, the longest first. */
  async waiting(viewer: SignedIn, { cursor, limit }: PageQuery): Promise<PlacementPage> {
    const after = decodeCursor('waiting-list', ['int', 'uuid'], cursor)
    const rows = await asViewer(this.database, viewer, (look) => this.placements.waiting(look, pair(after), limit + 1))
    const { rows: shown, nextCursor } = page(rows, limit, (last) => encodeCursor('waiting-list', [last.at, last.id]))
    return { rows: shown, nextCursor }
  }
}

function page<Row extends PlacementRow>(rows: Row[], limit: number, cursorOf: (last: Row) => string): PlacementPage<Row> {
  const shown = rows.slice(0, limit)
  return { rows: shown, nextCursor: rows.length > limit ? cursorOf(shown.at(-1)!) : null }
}

function pair(values: readonly string[] | undefined): readonly [string, string] | null {
  return values ? [values[0]!, values[1]!] : null
}
