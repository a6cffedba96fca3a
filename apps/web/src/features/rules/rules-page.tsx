import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { clockQuery } from '../../api/session'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatDate, formatMonth } from '../../i18n/format'
import { CommandDrawer } from '../../ui/command/command-drawer'
import { filled, type Answers, type CommandSpec } from '../../ui/command/spec'
import { currencies, money, typedAmount } from '../../ui/money'
import { Loaded, Page, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, MoneyText, Show, StateTag, Word } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { countries } from '../case/commands'
import { Guard } from '../shell/guard'
import { PresentRules } from './present-rules'
import { monthsTouched, ratesQuery, standingOf, tariffQuery, type Dated, type Rate, type TariffLine } from './rule-data'
import { RuleDrawer, type NewRule } from './rule-drawer'

const endings = ['superseded', 'entered_by_mistake'] as const

export function RulesPage() {
  return (
    <Guard area="rules">
      <Rules />
    </Guard>
  )
}

/** Every dated rule: the rates of the allowance and the tariff of the reward. A rule is added and ended, never edited. */
function Rules() {
  const { t } = useTexts()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const [added, setAdded] = useState<NewRule | null>(null)
  return (
    <Page title={t('nav.rules')} lead={t('rules.lead')}>
      <Rates open={setSpec} add={setAdded} />
      <Tariff open={setSpec} add={setAdded} />
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
      {added && <RuleDrawer rule={added} onClose={() => setAdded(null)} />}
    </Page>
  )
}

type Open = (spec: CommandSpec) => void

interface Acts {
  open: Open
  add: (rule: NewRule) => void
}

const dates = [
  { name: 'from', label: 'rules.from', type: 'date', required: true },
  { name: 'until', label: 'rules.to', type: 'date', hint: 'rules.until_hint' },
  { name: 'source', label: 'rules.source', type: 'text', required: true },
] as const

const amountField = {
  name: 'amount',
  label: 'field.amount',
  type: 'money',
  required: true,
  currencyName: 'currency',
  currencies,
} as const

const blank = { amount: '', from: '', until: '', source: '' }

const withAmount = (answers: Answers): Answers => ({ ...filled(answers), amount: typedAmount(answers) })

function dateColumns<T extends Dated>(t: ReturnType<typeof useTexts>['t']): Column<T>[] {
  return [
    { key: 'amount', head: t('field.amount'), right: true, cell: (row) => <MoneyText value={money(row.amount, row.currency)} /> },
    { key: 'from', head: t('rules.from'), cell: (row) => <DateText value={row.from} /> },
    { key: 'to', head: t('rules.to'), cell: (row) => <DateText value={row.until} /> },
    { key: 'source', head: t('rules.source'), cell: (row) => <Show value={row.source} /> },
  ]
}

function Rates({ open, add }: Acts) {
  const { t, word } = useTexts()
  const today = useQuery(clockQuery).data?.today ?? ''
  const touches = useMonthsText()
  const manages = useHasRole('programme_manager')
  const query = useQuery(ratesQuery)
  const ask = () =>
    add({
      title: t('rules.add_rate'),
      path: '/allowance-rates',
      fields: [
        {
          name: 'country',
          label: 'site.country',
          type: 'choice',
          required: true,
          options: countries.map((value) => ({ value, label: word('country', value) })),
        },
        amountField,
        ...dates,
      ],
      start: { ...blank, country: '', currency: 'THB' },
      body: withAmount,
      touches,
    })
  const columns: Column<Rate>[] = [
    {
      key: 'place',
      main: true,
      head: t('rules.place'),
      cell: (rate) => <Word group="country" code={rate.country} />,
    },
    ...dateColumns<Rate>(t),
    { key: 'state', head: t('case.state'), cell: (rate) => <StateTag kind="rule" state={rate.state} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (rate) => manages && <EndButton rule={rate} path="/allowance-rates" title={t('rules.end_rate')} open={open} />,
    },
  ]
  return (
    <Section
      title={t('rules.rates')}
      aside={
        manages && (
          <Button size="xs" onClick={ask}>
            {t('rules.add_rate')}
          </Button>
        )
      }
    >
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('rules.no_rates')}>
        {(rows) => (
          <>
            <PresentRules
              standings={standingOf(rows, (rate) => `${plain(rate.country) ?? ''} ${plain(rate.currency) ?? ''}`, today)}
              name={(rate) => <Word group="country" code={rate.country} />}
            />
            <History columns={columns} rows={rows} caption={t('rules.rates')} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

function Tariff({ open, add }: Acts) {
  const { t, word, language } = useTexts()
  const today = useQuery(clockQuery).data?.today ?? ''
  const manages = useHasRole('programme_manager')
  const query = useQuery(tariffQuery)
  const ask = () =>
    add({
      title: t('rules.add_line'),
      path: '/tariff-lines',
      fields: [
        { name: 'scheme', label: 'field.scheme', type: 'text', required: true, hint: 'rules.code_hint' },
        { name: 'category', label: 'claim.category', type: 'text', required: true, hint: 'rules.code_hint' },
        amountField,
        ...dates,
        { name: 'trainingValue', label: 'rules.training_value', type: 'flag' },
      ],
      start: { ...blank, scheme: '', category: '', currency: 'MMK', trainingValue: false },
      body: (answers) => ({ ...withAmount(answers), trainingValue: answers.trainingValue === true }),
      touches: (from, until) => {
        if (!monthsTouched(from, until)) return null
        const day = formatDate(from, language)
        return until
          ? t('rules.touches_claims_until', { from: day, until: formatDate(until, language) })
          : t('rules.touches_claims', { from: day })
      },
    })
  const columns: Column<TariffLine>[] = [
    { key: 'category', main: true, head: t('claim.category'), cell: (line) => <Word group="category" code={line.category} /> },
    { key: 'scheme', head: t('field.scheme'), cell: (line) => <Word group="scheme" code={line.scheme} /> },
    ...dateColumns<TariffLine>(t),
    {
      key: 'training',
      head: t('rules.basis'),
      cell: (line) => (plain(line.trainingValue) ? t('rules.training_value') : t('rules.published')),
    },
    { key: 'state', head: t('case.state'), cell: (line) => <StateTag kind="rule" state={line.state} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (line) => manages && <EndButton rule={line} path="/tariff-lines" title={t('rules.end_line')} open={open} />,
    },
  ]
  return (
    <Section
      title={t('rules.tariff')}
      aside={
        manages && (
          <Button size="xs" onClick={ask}>
            {t('rules.add_line')}
          </Button>
        )
      }
    >
      <Loaded query={query} isEmpty={(rows) => rows.length === 0} empty={t('rules.no_lines')}>
        {(rows) => (
          <>
            <PresentRules
              standings={standingOf(rows, (line) => `${plain(line.scheme) ?? ''} ${plain(line.category) ?? ''}`, today)}
              name={(line) => (
                <>
                  <Word group="category" code={line.category} />
                  <span className="small faint"> {word('scheme', plain(line.scheme) ?? '')}</span>
                </>
              )}
              more={(line) => plain(line.trainingValue) && <span className="tag">{t('rules.training_value')}</span>}
            />
            <History columns={columns} rows={rows} caption={t('rules.tariff')} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

/** Every rule that there was, newest first, and the way to end one. */
function History<T extends Dated>({ columns, rows, caption }: { columns: Column<T>[]; rows: readonly T[]; caption: string }) {
  const { t } = useTexts()
  const newestFirst = [...rows].sort((one, other) => (plain(other.from) ?? '').localeCompare(plain(one.from) ?? ''))
  return (
    <>
      <h3 className="history-head">{t('rules.history')}</h3>
      <Rows caption={`${caption}: ${t('rules.history')}`} columns={columns} rows={newestFirst} rowKey={(row) => row.id} />
    </>
  )
}

/** The months that a rate touches, in words. */
function useMonthsText(): NewRule['touches'] {
  const { t, language } = useTexts()
  return (from, until) => {
    const months = monthsTouched(from, until)
    if (!months) return null
    const first = formatMonth(months.first, language)
    if (months.last === null) return t('rules.touches_from', { from: first })
    return months.last === months.first
      ? t('rules.touches_month', { month: first })
      : t('rules.touches_until', { from: first, until: formatMonth(months.last, language) })
  }
}

/** Ends a rule from a day on; what was paid under it keeps it. */
function EndButton({ rule, path, title, open }: { rule: Dated; path: string; title: string; open: Open }) {
  const { t, word } = useTexts()
  if (rule.state !== 'in_force') return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() =>
        open({
          title,
          path: `${path}/${rule.id}/end`,
          fields: [
            {
              name: 'reason',
              label: 'field.reason',
              type: 'choice',
              required: true,
              options: endings.map((value) => ({ value, label: word('reason', value) })),
            },
            { name: 'until', label: 'rules.to', type: 'date', required: true, hint: 'rules.until_hint' },
          ],
          serious: true,
          seen: rule.version,
        })
      }
    >
      {t('rules.end')}
    </Button>
  )
}
