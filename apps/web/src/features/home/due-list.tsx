import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { Section } from '../../ui/page'
import { DateText } from '../../ui/values'
import { remindersQuery } from '../reminders/reminder-data'

const shown = 8

/** What fell due longest ago and is not done; nothing where nothing is due. */
export function DueList() {
  const { t, word } = useTexts()
  const query = useQuery(remindersQuery({}))
  const due = query.data?.items.slice(0, shown) ?? []
  if (due.length === 0) return null
  return (
    <Section title={t('home.due')} aside={<Link to="/reminders">{t('home.all_due')}</Link>}>
      <ul className="needs">
        {due.map((one) => {
          const id = plain(one.caseId)
          const reference = plain(one.reference)
          return (
            <li key={one.id}>
              <span className="need-date">
                <DateText value={one.dueOn} />
              </span>
              <span className="need-words">
                {word('due_kind', one.kind)}
                {id && reference && (
                  <Link to="/cases/$caseId" params={{ caseId: id }}>
                    {reference}
                  </Link>
                )}
                {one.kind === 'run_due' && <Link to="/runs/new">{t('reminder.to_run')}</Link>}
              </span>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
