import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { latestVerificationQuery, Result } from '../log/verification'

/** Whether the log was whole when it was last verified. */
export function LogStanding() {
  const { t } = useTexts()
  const query = useQuery(latestVerificationQuery)
  return (
    <Section title={t('verify.title')} aside={<Link to="/log">{t('home.to_log')}</Link>}>
      <Loaded query={query}>{(latest) => (latest ? <Result latest={latest} /> : <p>{t('verify.never')}</p>)}</Loaded>
    </Section>
  )
}
