import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { Facts } from '../../ui/rows'
import { DateText } from '../../ui/values'

/** Where the demo stands, for whoever teaches with it. */
export function DemoStanding() {
  const { t } = useTexts()
  const query = useQuery(clockQuery)
  return (
    <Section title={t('nav.clock')} aside={<Link to="/clock">{t('home.to_clock')}</Link>}>
      <Loaded query={query}>
        {(clock) => (
          <Facts
            items={[
              [t('clock.title'), <DateText key="today" value={clock.today} />],
              [t('home.next_run'), <DateText key="run" value={clock.nextRunOn} />],
            ]}
          />
        )}
      </Loaded>
    </Section>
  )
}
