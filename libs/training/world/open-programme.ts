import { Injectable } from '@nestjs/common'
import { FundActs } from '@passage/payments'
import type { Database } from '@passage/platform'
import { RateActs } from '@passage/stages/allowance'
import { OpenSite } from '@passage/stages/relocation'
import { TariffActs } from '@passage/stages/reward'
import type { Prng } from '../synthetic/prng'
import { regions, syntheticSite } from '../synthetic/places'
import { syntheticOrganisation } from '../synthetic/units'
import type { Cast } from './cast'

export interface Programme {
  readonly sites: readonly { readonly id: string; readonly country: 'MM' | 'TH' | 'IN' }[]
  /** The budget lines of the small world. */
  readonly allowanceLine: string
  readonly rewardLine: string
}

/** Scheme → category → amount, as announced (programme.md, "Reward tariff as announced"); amounts in whole kyat. */
const tariff = [
  {
    scheme: 'regional_2021',
    category: 'small_arms_and_ammunition',
    kyat: 5_000_000n,
    from: '2021-08-10',
    source: 'DIIS',
    training: false,
  },
  { scheme: 'regional_2021', category: 'vehicle', kyat: 5_000_000n, from: '2021-08-10', source: 'DIIS', training: false },
  {
    scheme: 'regional_2021',
    category: 'heavy_artillery',
    kyat: 10_000_000n,
    from: '2021-09-16',
    source: 'DIIS',
    training: false,
  },
  {
    scheme: 'national_2022',
    category: 'largest',
    kyat: 1_000_000_000n,
    from: '2022-04-01',
    source: 'VOA, Kyed',
    training: false,
  },
  {
    scheme: 'national_2022',
    category: 'anti_aircraft_weapons',
    kyat: 500_000_000n,
    from: '2022-04-01',
    source: 'training value; VOA names the category',
    training: true,
  },
] as const

/** Opens what a programme needs before its first case: rates, tariff, funds with budget lines, sites with their hosts. */
@Injectable()
export class OpenProgramme {
  constructor(
    private readonly rates: RateActs,
    private readonly tariffs: TariffActs,
    private readonly funds: FundActs,
    private readonly sites: OpenSite,
  ) {}

  /** @param siteScale about how many places there are for a hundred cases */
  async open(prng: Prng, cast: Cast, owner: Database, cases: number): Promise<Programme> {
    const manager = () => cast.pick(prng, 'programme_manager').command()
    const from = '2021-06-01'
    // 1,000 baht is documented for Mae Sot; the other two are training values of about the same worth.
    await this.rates.add(manager(), {
      country: 'TH',
      amount: 100_000n,
      currency: 'THB',
      from,
      until: null,
      source: 'VOA, Kyed: Mae Sot',
    })
    await this.rates.add(manager(), {
      country: 'MM',
      amount: 100_000n,
      currency: 'THB',
      from,
      until: null,
      source: 'training value, as in Thailand',
    })
    await this.rates.add(manager(), {
      country: 'IN',
      amount: 100_000n,
      currency: 'THB',
      from,
      until: null,
      source: 'training value, as in Thailand',
    })
    for (const { scheme, category, kyat, from: since, source, training } of tariff) {
      const line = {
        scheme,
        category,
        amount: kyat * 100n,
        currency: 'MMK',
        from: since,
        until: null,
        source,
        trainingValue: training,
      }
      await this.tariffs.add(manager(), line)
    }
    return {
      sites: await this.openSites(prng, cast, owner, cases),
      allowanceLine: await this.openFund(
        prng,
        cast,
        { name: 'Public donations', currency: 'THB' },
        'allowance',
        BigInt(cases) * 2_000_000n,
      ),
      rewardLine: await this.openFund(prng, cast, { name: 'Reward appeal', currency: 'MMK' }, 'reward', 40_000_000_000n),
    }
  }

  /** Money runs through the ledger like any other: received, set aside, and only then spent. */
  private async openFund(
    prng: Prng,
    cast: Cast,
    fund: { name: string; currency: string },
    purpose: 'allowance' | 'reward',
    minor: bigint,
  ): Promise<string> {
    const controller = () => cast.pick(prng, 'finance_controller').command()
    const { id } = await this.funds.open(controller(), fund)
    await this.funds.receive(controller(), id, minor)
    const line = await this.funds.openBudgetLine(controller(), id, {
      name: purpose === 'allowance' ? 'Monthly allowances' : 'Rewards',
      purpose,
    })
    // A tenth stays unallocated, so that a controller has something to decide about.
    await this.funds.allocate(controller(), id, line.id, (minor * 9n) / 10n)
    return line.id
  }

  private async openSites(prng: Prng, cast: Cast, owner: Database, cases: number): Promise<Programme['sites']> {
    const hosts = await owner.query<{ id: string }>(
      `SELECT a.id FROM account a JOIN account_role r ON r.account_id = a.id WHERE r.role = 'host_organisation' ORDER BY a.username`,
    )
    const opened: { id: string; country: 'MM' | 'TH' | 'IN' }[] = []
    const names = new Set<string>()
    for (const region of [...prng.shuffle(regions).slice(0, 7), { country: 'TH' as const, region: 'Tak Province' }]) {
      let site = syntheticSite(prng, region)
      while (names.has(site.name)) site = syntheticSite(prng, region)
      names.add(site.name)
      const input = {
        name: site.name,
        country: site.country,
        region: site.region,
        organisation: syntheticOrganisation(prng, 'host_organisation').name,
        places: Math.max(6, Math.round((cases / 8) * (0.5 + prng.fraction()))),
      }
      const { id } = await this.sites.openSite(cast.pick(prng, 'programme_manager').command(), input)
      opened.push({ id, country: site.country })
      const host = hosts[opened.length - 1]
      if (host) await owner.query('UPDATE account SET site_id = $2 WHERE id = $1', [host.id, id])
    }
    return opened
  }
}
