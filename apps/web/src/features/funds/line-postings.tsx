import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import { useTexts } from '../../i18n'
import { LongList, type ListColumn } from '../../ui/long-list'
import { money } from '../../ui/money'
import { Empty, Loaded } from '../../ui/page'
import { Facts } from '../../ui/rows'
import { DateText, MoneyText, NumberText } from '../../ui/values'
import type { BudgetLine } from '../runs/run-data'
import { useHasRole } from '../session/viewer'
import { ledgerReaders, postingsQuery, postingWords, type Posting } from './fund-data'

const columnNames = ['on', 'what', 'run', 'payments', 'amount']

/** One budget line and the way of its money, newest first. It takes the focus when it opens. */
export function LineFile({ line, onClose }: { line: BudgetLine; onClose: () => void }) {
  const { t } = useTexts()
  const reads = useHasRole(...ledgerReaders)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [line.id])
  return (
    <section className="line-file" aria-labelledby={`line-${line.id}`}>
      <div className="line-head">
        <h3 id={`line-${line.id}`} ref={heading} tabIndex={-1}>
          {line.name}
        </h3>
        <Button size="compact-sm" variant="subtle" onClick={onClose}>
          {t('form.close')}
        </Button>
      </div>
      <Facts
        items={[
          [t('fund.free'), <MoneyText key="free" value={money(line.free, line.currency)} />],
          [t('fund.committed'), <MoneyText key="committed" value={money(line.committed, line.currency)} />],
          [t('fund.spent'), <MoneyText key="spent" value={money(line.spent, line.currency)} />],
        ]}
      />
      {reads && <Postings line={line} />}
    </section>
  )
}

function Postings({ line }: { line: BudgetLine }) {
  const { t } = useTexts()
  const columns = useColumns()
  const query = useInfiniteQuery(postingsQuery(line.id))
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return (
    <Loaded query={query}>
      {() =>
        rows.length === 0 ? (
          <Empty>{t('fund.no_postings')}</Empty>
        ) : (
          <LongList
            caption={t('fund.postings', { line: line.name })}
            columns={columns}
            shown={columnNames}
            rows={rows}
            rowKey={keyOf}
            rowName={keyOf}
            total={query.hasNextPage ? null : rows.length}
            more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
          />
        )
      }
    </Loaded>
  )
}

const keyOf = (posting: Posting) => posting.id

function useColumns(): readonly ListColumn<Posting>[] {
  const { t, language } = useTexts()
  return useMemo(
    () => [
      {
        key: 'on',
        label: t('fund.posted_on'),
        width: 14,
        main: true,
        cell: (posting) => <DateText value={posting.programmeDate} />,
      },
      {
        key: 'what',
        label: t('fund.what'),
        width: 30,
        cell: ({ what }) => (postingWords[what] ? t(postingWords[what].label) : what),
      },
      {
        key: 'run',
        label: t('run.reference'),
        width: 18,
        cell: ({ reference, subjectId }) =>
          reference ? (
            <Link to="/runs/$runId" params={{ runId: subjectId }}>
              {reference}
            </Link>
          ) : (
            <span className="faint">–</span>
          ),
      },
      {
        key: 'payments',
        label: t('run.payments'),
        width: 12,
        right: true,
        cell: ({ payments }) => (payments > 0 ? <NumberText value={payments} /> : <span className="faint">–</span>),
      },
      {
        key: 'amount',
        label: t('field.amount'),
        width: 20,
        right: true,
        cell: (posting) => <MoneyText value={money(posting.amount, posting.currency)} />,
      },
    ],
    // The texts change with the language alone.
    [language, t],
  )
}
