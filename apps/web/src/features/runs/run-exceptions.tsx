import { Button, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { money } from '../../ui/money'
import { Loaded, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { MoneyText, NumberText, StateTag } from '../../ui/values'
import { causeText } from './derivation'
import { GiveUpAll } from './give-up-all'
import { LeftOutGroups } from './left-out'
import { PaymentActs } from './payment-acts'
import { CaseOf, Tries } from './payment-parts'
import { isAble, type RunCommand } from './run-commands'
import { paymentsQuery, type ExceptionGroup, type Payment, type Run } from './run-data'

interface Props {
  run: Run
  commands: readonly RunCommand[]
  open: (spec: CommandSpec) => void
}

/** What did not go as it should, before everything that did: grouped by cause, each group opening to its payments. */
export function RunExceptions({ run, commands, open }: Props) {
  const { t } = useTexts()
  const groups = plain(run.exceptions) ?? []
  const leftOut = plain(run.leftOut) ?? []
  const again = commands.filter((command) => ['retry', 'resume'].includes(command.event) && isAble(command))
  const isQuiet = groups.length === 0 && leftOut.length === 0
  return (
    <Section
      title={t('run.exceptions')}
      aside={again.map(({ event, title, spec }) => (
        <Button key={event} size="xs" variant="default" onClick={() => open(spec)} className="no-print">
          {title}
        </Button>
      ))}
    >
      {isQuiet && <Text c="dimmed">{t('run.no_exceptions')}</Text>}
      {groups.map((group) => (
        <Group key={`${group.state}.${group.cause}`} run={run} group={group} open={open} />
      ))}
      <LeftOutGroups items={leftOut} />
    </Section>
  )
}

/** Payments of one state and cause; they are fetched when somebody opens the group. */
function Group({ run, group, open }: { run: Run; group: ExceptionGroup; open: Props['open'] }) {
  const texts = useTexts()
  const [opened, setOpened] = useState(false)
  return (
    <details className="exception" onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        <StateTag kind="payment" state={group.state} /> <span>{causeText(group.cause, texts)}</span>
        <strong className="exception-count">
          <NumberText value={group.payments} />
        </strong>
        <span className="faint">
          <MoneyText value={money(group.amount, run.currency)} />
        </span>
      </summary>
      <div className="exception-body">
        {opened && (
          <>
            <GiveUpAll run={run} group={group} open={open} />
            <GroupPayments run={run} group={group} open={open} />
          </>
        )}
      </div>
    </details>
  )
}

function GroupPayments({ run, group, open }: { run: Run; group: ExceptionGroup; open: Props['open'] }) {
  const texts = useTexts()
  const { t } = texts
  const query = useInfiniteQuery(paymentsQuery(run, group))
  const columns: Column<Payment>[] = [
    { key: 'case', main: true, head: t('case.reference'), cell: (payment) => <CaseOf payment={payment} /> },
    {
      key: 'amount',
      head: t('run.amount'),
      right: true,
      cell: (payment) => <MoneyText value={money(payment.amount, payment.currency)} />,
    },
    { key: 'tries', head: t('run.attempts'), cell: (payment) => <Tries tries={payment.tries} /> },
    { key: 'act', head: '', right: true, cell: (payment) => <PaymentActs payment={payment} open={open} /> },
  ]
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <>
          <Rows
            caption={`${t('run.payments')}: ${causeText(group.cause, texts)}`}
            columns={columns}
            rows={pages.flatMap((page) => page.items)}
            rowKey={(payment) => payment.id}
          />
          {query.hasNextPage && (
            <Button
              size="xs"
              variant="default"
              mt="xs"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('run.show_more')}
            </Button>
          )}
        </>
      )}
    </Loaded>
  )
}
