import { Link } from '@tanstack/react-router'
import type { LifecycleData } from '../../../api/types'
import { comma, useTexts } from '../../../i18n'
import { DateText } from '../../../ui/values'
import type { PathSubject } from '../subjects'
import { markStates, waysOn, type WayOn } from './marks'

interface Props {
  lifecycle: LifecycleData
  subject: PathSubject
  caseId: string
}

/** The picture as text: the states in order, with the days on which they were reached and the ways on from the current one, each with the acts that lead there. */
export function StateList({ lifecycle, subject, caseId }: Props) {
  const { t, word } = useTexts()
  const ways = waysOn(lifecycle, subject.state)
  const said = ({ to, events }: WayOn) =>
    `${word('state', `${subject.kind}.${to}`)} (${events.map((event) => word('event', `${subject.kind}.${event}`)).join(comma())})`
  return (
    <ol className="states">
      {markStates(lifecycle, subject).map(({ name, reachedOn, current }) => (
        <li key={name} data-seen={reachedOn !== undefined} aria-current={current ? 'step' : undefined}>
          {reachedOn ? (
            <>
              <Link to="/cases/$caseId" params={{ caseId }} search={{ tab: 'timeline', kind: subject.kind, state: name }}>
                {word('state', `${subject.kind}.${name}`)}
              </Link>
              <span className="ways">
                {' · '}
                <DateText value={reachedOn} />
              </span>
            </>
          ) : (
            <span className="faint">{word('state', `${subject.kind}.${name}`)}</span>
          )}
          {current && ways.length > 0 && (
            <div className="ways">{t('picture.ways', { states: ways.map(said).join(comma()) })}</div>
          )}
        </li>
      ))}
    </ol>
  )
}
