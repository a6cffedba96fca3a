import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import { restOfTexts, useTexts } from '../../i18n'
import { later } from '../../ui/later'
import { Loaded, Page, Section } from '../../ui/page'
import { useHasRole, useViewer } from '../session/viewer'
import { mayUse } from '../shell/areas'
import { needsQuery, type Need } from './need-data'
import { NeedList } from './need-list'

const PlannersView = later(() => import('./planners-view'), 'PlannersView')
// What is wrong with a log is told in words of the pages behind this one.
const LogStanding = later(async () => (await Promise.all([import('./log-standing'), restOfTexts()]))[0], 'LogStanding')
const DemoStanding = later(() => import('./demo-standing'), 'DemoStanding')
const MyCases = later(() => import('./my-cases'), 'MyCases')
const DueList = later(() => import('./due-list'), 'DueList')

/** What needs me: what waits for the viewer's roles, in the order of the pipeline, with the way to it. */
export function HomePage() {
  const { t } = useTexts()
  const viewer = useViewer()
  const opensContacts = useHasRole('intake_officer')
  const preparesRuns = useHasRole('finance_officer')
  const plans = useHasRole('planner', 'programme_manager')
  const reviews = useHasRole('auditor')
  const trains = useHasRole('trainer')
  return (
    <Page
      title={t('home.title')}
      lead={t('home.lead', { name: viewer.displayName })}
      actions={
        <Group gap="xs">
          {opensContacts && (
            <Button component={Link} to="/cases/new">
              {t('cases.open')}
            </Button>
          )}
          {preparesRuns && (
            <Button component={Link} to="/runs/new" variant="default">
              {t('run.new')}
            </Button>
          )}
          {plans && (
            <Button component={Link} to="/reports/new" variant="default">
              {t('report.new')}
            </Button>
          )}
        </Group>
      }
    >
      <Waiting />
      <Suspense>
        {mayUse('reminders', viewer.roles) && <DueList />}
        {mayUse('cases', viewer.roles) && <MyCases />}
        {reviews && <LogStanding />}
        {plans && <PlannersView />}
        {trains && <DemoStanding />}
      </Suspense>
    </Page>
  )
}

function Waiting() {
  const { t } = useTexts()
  const query = useQuery(needsQuery)
  if (query.data?.length === 0) return null
  return (
    <Section title={t('home.waiting')}>
      <Loaded query={query}>{(needs: Need[]) => <NeedList needs={needs} />}</Loaded>
    </Section>
  )
}
