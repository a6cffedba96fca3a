import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { isRedacted, plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { Empty, Loaded, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { Covered, DateText, Show, Word } from '../../ui/values'
import { vettingQuery, type PlannedCheck, type Vetting } from './case-data'
import type { PanelProps } from './panel-props'
import { nameOf } from './notes'

/** The plan of checks, what was found, what was recommended and decided. */
export function VettingPanel(props: PanelProps) {
  const query = useQuery(vettingQuery(props.file.id))
  return (
    <Loaded query={query}>
      {(vetting) =>
        isRedacted(vetting) || isRedacted((vetting as Vetting).plan) ? (
          <Covered />
        ) : (
          <VettingView vetting={vetting as Vetting} {...props} />
        )
      }
    </Loaded>
  )
}

function VettingView({ vetting, actions, act }: PanelProps & { vetting: Vetting }) {
  const { t, told } = useTexts()
  const record = actions.find(
    (action) => action.kind === 'case' && action.event === 'record_check' && action.mine && action.allowed,
  )
  const done = vetting.plan.filter((check) => plain(check.done)).length
  const columns: Column<PlannedCheck>[] = [
    {
      key: 'check',
      main: true,
      head: t('vetting.check'),
      cell: (check) => (
        <>
          <Show value={check.title}>{(title) => told('check', check.check, title)}</Show>{' '}
          {plain(check.required) === false && <span className="faint">({t('vetting.optional')})</span>}
        </>
      ),
    },
    {
      key: 'result',
      head: t('vetting.result'),
      cell: (check) =>
        check.result ? <Word group="check_result" code={check.result} /> : <span className="faint">{t('vetting.open')}</span>,
    },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (check) =>
        record && (
          <Button
            size="compact-sm"
            variant={plain(check.done) ? 'subtle' : 'default'}
            onClick={() => act(record, { check: check.check })}
          >
            {plain(check.done) ? t('vetting.record_again') : t('vetting.record')}
          </Button>
        ),
    },
  ]
  const made = vetting.recommendations ?? (vetting.recommendation ? [vetting.recommendation] : [])
  return (
    <>
      <Section
        title={t('vetting.plan')}
        aside={<Text c="dimmed">{t('vetting.progress', { done, total: vetting.plan.length })}</Text>}
      >
        {vetting.plan.length === 0 ? (
          <Empty>{t('vetting.not_begun')}</Empty>
        ) : (
          <Rows caption={t('vetting.plan')} columns={columns} rows={vetting.plan} rowKey={(check) => check.check} />
        )}
      </Section>
      <Section title={t('vetting.judgement')}>
        {made.length === 0 && vetting.decisions.length === 0 && <Empty>{t('vetting.none_yet')}</Empty>}
        <ul className="plain">
          {vetting.decisions.map((decision) => (
            <li key={decision.id}>
              <strong>
                <Word group="decision" code={decision.decision} />
              </strong>
              {decision.reason && (
                <>
                  : <Word group="reason" code={decision.reason} />
                </>
              )}
              <Text size="sm" c="dimmed" component="div">
                {t('vetting.decided_by', { name: nameOf(decision.by), round: decision.round })} · <DateText value={decision.on} />
              </Text>
            </li>
          ))}
          {made.map((recommendation) => (
            <li key={recommendation.id}>
              <Word group="recommendation" code={recommendation.recommendation} />
              <Text size="sm" c="dimmed" component="div">
                {t('vetting.recommended_by', { name: nameOf(recommendation.by), round: recommendation.round })} ·{' '}
                <DateText value={recommendation.on} />
              </Text>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}
