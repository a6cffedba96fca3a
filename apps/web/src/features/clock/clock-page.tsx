import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { Loaded, Page, Section } from '../../ui/page'
import { DateText } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { Guard } from '../shell/guard'
import { movesQuery, type ClockMove } from './clock-data'
import { ClockHistory } from './clock-history'
import { MoveForm } from './move-form'
import { RestorePoints } from './restore-points'
import { RunningMove } from './running-move'
import { Arrow } from '../../ui/arrow'

export function ClockPage() {
  return (
    <Guard area="clock">
      <ClockScreen />
    </Guard>
  )
}

/** The programme date in the trainer's hands: forward by the clock, back by a restore point. */
function ClockScreen() {
  const { t } = useTexts()
  const search = useSearch({ from: '/shell/clock' })
  const trains = useHasRole('trainer')
  const clock = useQuery(clockQuery)
  const newest = useQuery(movesQuery(undefined)).data?.items[0]
  // The move that is at work, also after a reload or when another trainer asked for it.
  const running: ClockMove | undefined = newest?.outcome === null ? newest : undefined
  return (
    <Page title={t('nav.clock')} lead={t('clock.lead')}>
      <Section title={t('clock.title')}>
        <Loaded query={clock}>
          {(state) => (
            <>
              <dl className="clock-day">
                <div>
                  <dt className="unseen">{t('clock.title')}</dt>
                  <dd className="big">
                    <DateText value={state.today} />
                  </dd>
                </div>
                {state.nextRunOn && (
                  <div>
                    <dt>{t('clock.next_run')}</dt>
                    <dd>
                      <DateText value={state.nextRunOn} />
                    </dd>
                  </div>
                )}
                {newest && (
                  <div>
                    <dt>{t('clock.last_move')}</dt>
                    <dd>
                      <DateText value={newest.from} /> <Arrow />
                      <span className="unseen"> {t('effect.becomes')} </span> <DateText value={newest.reached} />
                    </dd>
                  </div>
                )}
              </dl>
              {running && <RunningMove move={running} />}
              {trains && !running && <MoveForm clock={state} />}
            </>
          )}
        </Loaded>
      </Section>
      {trains && (
        <div id="restore-points" className="report-part">
          <RestorePoints moving={running !== undefined} />
        </div>
      )}
      <ClockHistory cursor={search.cursor} />
    </Page>
  )
}
