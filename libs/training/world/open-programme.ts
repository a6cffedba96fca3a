import { Injectable } from '@nestjs/common'
import { FundActs } from '@passage/payments'
import type { Database } from '@passage/platform'
import { RateActs } from '@passage/stages/allowance'
import { OpenSite } from '@passage/stages/relocation'
import { TariffActs } from '@passage/stages/reward'
import { Prng } from '../synthetic/prng'
import { regions, syntheticSites } from '../synthetic/places'
import { syntheticOrganisation } from '../synthetic/units'
import type { Batches } from './batches'
import { dateOf, type Day } from './calendar'
import type { CasePlan } from './case-plan'
import type { WorldPlan } from './intake'
import type { Line, Programme, Site } from './living-world'
import { allowanceInSatang } from './money-needed'
import type { Country, Scenario } from './scenario'
import type { Staff } from './staff'
import { tariff } from './tariff'

/** Opens what a programme needs before its first case: rates, tariff, funds with budget lines, sites with their hosts. */
@Injectable()
export class OpenProgramme {
  constructor(
    private readonly rates: RateActs,
    private readonly tariffs: TariffActs,
    private readonly funds: FundActs,
    private readonly sites: OpenSite,
  ) {}

  /** Safe to repeat: each act has a key of its own. @param day the first day of the world */
  async open(
    request: WorldPlan,
    plans: readonly CasePlan[],
    staff: Staff,
    batches: Batches,
    owner: Database,
    day: Day,
  ): Promise<void> {
    const manager = staff.onDuty('programme_manager', day)
    const from = dateOf(day)
    const rate = { amount: allowanceInSatang, currency: 'THB', from, until: null }
    await this.rates.add(batches.command(manager, day, 'rate TH'), { ...rate, country: 'TH', source: 'VOA, Kyed: Mae Sot' })
    // Nothing is published for the other two countries; the generator opens no entitlement there, a trainee may.
    for (const country of ['MM', 'IN']) {
      const source = 'training value, as in Thailand'
      await this.rates.add(batches.command(manager, day, `rate ${country}`), { ...rate, country, source })
    }
    for (const { scheme, category, kyat, from: since, source, ...rest } of tariff) {
      await this.tariffs.add(batches.command(manager, day, `tariff ${scheme} ${category}`), {
        scheme,
        category,
        amount: kyat * 100n,
        currency: 'MMK',
        from: since,
        until: null,
        source,
        trainingValue: 'trainingValue' in rest,
      })
    }
    await this.openFund(staff, batches, day, 'Public donations', 'THB', 'Monthly allowances', 'allowance')
    await this.openFund(staff, batches, day, 'Reward appeal', 'MMK', 'Rewards', 'reward')
    await this.openSites(request, plans, staff, batches, owner, day)
  }

  private async openFund(
    staff: Staff,
    batches: Batches,
    day: Day,
    name: string,
    currency: string,
    line: string,
    purpose: 'allowance' | 'reward',
  ): Promise<void> {
    const controller = staff.onDuty('finance_controller', day)
    const { id } = await this.funds.open(batches.command(controller, day, `fund ${purpose}`), { name, currency })
    await this.funds.openBudgetLine(batches.command(controller, day, `line ${purpose}`), id, { name: line, purpose })
  }

  private async openSites(
    { seed, scenario }: WorldPlan,
    plans: readonly CasePlan[],
    staff: Staff,
    batches: Batches,
    owner: Database,
    day: Day,
  ): Promise<void> {
    const hosts = staff.all('host_organisation')
    for (const [at, site] of sitesFor(Prng.of(seed).fork('sites'), plans, scenario).entries()) {
      const manager = staff.onDuty('programme_manager', day)
      const { id } = await this.sites.openSite(batches.command(manager, day, `site ${at}`), site)
      const host = hosts[at]
      if (host) await owner.query('UPDATE account SET site_id = $2 WHERE id = $1', [host.accountId, id])
    }
  }

  /** The programme as it stands in the database, for the cases to come into. */
  async read(owner: Database): Promise<Programme> {
    const sites = await owner.query<Site>('SELECT id, country, places FROM site ORDER BY name')
    const lines = await owner.query<Line & { purpose: string }>(
      'SELECT fund_id AS "fundId", id AS "lineId", purpose FROM budget_line ORDER BY purpose',
    )
    const plan = await owner.query<{ case: string; check: string }>(
      `SELECT p.pathway || '/' || p.service AS case, p.check_name AS check
       FROM vetting_check_plan p JOIN vetting_check_kind k ON k.name = p.check_name
       WHERE p.required AND upper_inf(p.valid) ORDER BY k.place`,
    )
    const checks = new Map<string, string[]>()
    for (const row of plan) checks.set(row.case, [...(checks.get(row.case) ?? []), row.check])
    const lineFor = (purpose: string): Line => lines.find((line) => line.purpose === purpose)!
    return { sites, allowanceLine: lineFor('allowance'), rewardLine: lineFor('reward'), checks }
  }
}

/** A camp has about so many times the places of a house. */
const campOfHouses = 8
const sitesAtMost = 120

/**
 * Sites by country, with as many places in all as the scenario covers of what the plans would need at their fullest. The first three are the
 * host accounts'. A country has houses (eleven people in one house in Mae Sot, DIIS) and camps; a large world has larger camps.
 */
function sitesFor(prng: Prng, plans: readonly CasePlan[], scenario: Scenario) {
  const countries: Country[] = ['TH', 'MM', 'IN']
  const { housePlaces, coverage } = scenario.relocation
  const wanted = countries.map((country) => ({ country, places: Math.ceil(fullest(plans, country) * coverage) }))
  const total = wanted.reduce((sum, { places }) => sum + places, 0)
  const camp = Math.max(housePlaces * campOfHouses, Math.ceil((total * 1.2) / sitesAtMost))
  const named = prng.shuffle(syntheticSites(prng, sitesAtMost * 2))
  const organisations = Array.from({ length: 9 }, () => syntheticOrganisation(prng, 'host_organisation').name)
  const sites = wanted.flatMap(({ country, places }) => {
    const sizes: number[] = []
    for (let left = Math.max(places, housePlaces); left > 0; left -= sizes.at(-1)!) {
      const house = sizes.length % 2 === 0 && camp <= housePlaces * campOfHouses
      sizes.push(house || left <= housePlaces ? housePlaces : Math.min(left, Math.round(camp * (0.6 + 0.8 * prng.fraction()))))
    }
    return sizes.map((size) => ({ country, places: size }))
  })
  // One of each country first, so that the hosts of the demo stand for all three.
  const first = countries.map((country) => sites.find((site) => site.country === country)!)
  return [...first, ...sites.filter((site) => !first.includes(site))].slice(0, named.length).map(({ country, places }, at) => ({
    name: named[at]!.name,
    country,
    region: prng.pick(regions.filter((region) => region.country === country)).region,
    organisation: organisations[at % organisations.length]!,
    places,
  }))
}

/** How many people would live there at once, were every wish met: counted on the first day of each month. */
function fullest(plans: readonly CasePlan[], country: Country): number {
  const perMonth = new Map<number, number>()
  for (const plan of plans) {
    if (plan.placeOn === null || plan.country !== country) continue
    const first = Math.floor(plan.placeOn / 30)
    const last = Math.floor((plan.placeOn + (plan.stayDays ?? 365)) / 30)
    // 1.7 people a household, as the scenario's shares of partners, children and parents come to.
    for (let month = first; month <= last; month += 1) perMonth.set(month, (perMonth.get(month) ?? 0) + 1.7)
  }
  return Math.max(0, ...perMonth.values())
}
