import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { isRedacted, plain, type Maybe } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatMoney } from '../../i18n/format'
import { Loaded, Section } from '../../ui/page'
import { Covered, NumberText } from '../../ui/values'
import { fundsQuery, type Fund } from '../runs/run-data'
import { useHasRole } from '../session/viewer'
import { sitesQuery, type Site } from '../sites/site-data'

/** What sites and funds bear today, for those who plan. */
export function PlannersView() {
  const readsFunds = useHasRole('planner')
  return (
    <>
      <Places />
      {readsFunds && <Money />}
    </>
  )
}

/** A sum over sites, or undefined when the viewer may not read one of its parts. */
function sum(values: readonly Maybe<number>[]): Maybe<number> {
  if (values.some(isRedacted)) return { redacted: true }
  return values.reduce<number>((total, value) => total + (plain(value) ?? 0), 0)
}

function Places() {
  const { t } = useTexts()
  const query = useQuery(sitesQuery)
  return (
    <Section title={t('home.places')} aside={<Link to="/sites">{t('home.to_sites')}</Link>}>
      <Loaded query={query} isEmpty={(sites) => sites.length === 0} empty={t('site.none')}>
        {(sites) => {
          const open = sites.filter((site) => site.state === 'open')
          const tile = (label: string, field: keyof Site) => (
            <div key={field}>
              <dt>{label}</dt>
              <dd>
                <NumberText value={sum(open.map((site) => site[field] as Maybe<number>))} />
              </dd>
            </div>
          )
          return (
            <dl className="tiles">
              {tile(t('site.places'), 'places')}
              {tile(t('site.out'), 'outOfService')}
              {tile(t('site.occupied'), 'occupied')}
              {tile(t('site.booked'), 'booked')}
              {tile(t('site.free'), 'free')}
            </dl>
          )
        }}
      </Loaded>
    </Section>
  )
}

function Money() {
  const { t } = useTexts()
  const query = useQuery(fundsQuery)
  return (
    <Section title={t('home.funds')} aside={<Link to="/funds">{t('home.to_funds')}</Link>}>
      <Loaded query={query} isEmpty={(funds) => funds.length === 0} empty={t('fund.none')}>
        {(funds) => <FundTiles funds={funds} />}
      </Loaded>
    </Section>
  )
}

/** What is free, promised and spent, by currency: sums in different currencies are never added. */
function FundTiles({ funds }: { funds: readonly Fund[] }) {
  const { t, language } = useTexts()
  const lines = funds.flatMap((fund) => fund.lines)
  const inAll = [...new Set(funds.map((fund) => fund.currency))]
  const total = (currency: string, field: 'free' | 'committed' | 'spent') => {
    const values = lines.filter((line) => line.currency === currency).map((line) => line[field])
    if (values.some(isRedacted)) return null
    const amount = values.reduce((held, value) => held + BigInt(plain(value) ?? '0'), 0n)
    return formatMoney({ amount: String(amount), currency }, language)
  }
  return (
    <dl className="tiles">
      {inAll.flatMap((currency) =>
        (['free', 'committed', 'spent'] as const).map((field) => (
          <div key={`${currency}.${field}`}>
            <dt>
              {t(`fund.${field}`)} ({currency})
            </dt>
            <dd>{total(currency, field) ?? <Covered />}</dd>
          </div>
        )),
      )}
    </dl>
  )
}
