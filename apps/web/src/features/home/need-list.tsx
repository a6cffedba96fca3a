import { Link } from '@tanstack/react-router'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { DateText, NumberText } from '../../ui/values'
import { useViewer } from '../session/viewer'
import { wayTo, type Need } from './need-data'

/** What waits comes first, each with its way; what does not is named in one quiet line, so that nobody wonders whether it was counted. */
export function NeedList({ needs }: { needs: readonly Need[] }) {
  const { t, word } = useTexts()
  const waiting = needs.filter(({ count }) => plain(count) !== 0)
  const idle = needs.filter(({ count }) => plain(count) === 0)
  return (
    <>
      {waiting.length === 0 && <p className="needs-none">{t('home.nothing_waits')}</p>}
      <ul className="needs">
        {waiting.map((need) => (
          <li key={need.need}>
            <NeedRow need={need} />
          </li>
        ))}
      </ul>
      {idle.length > 0 && (
        <p className="faint needs-idle">
          {t('home.idle')} {idle.map(({ need }) => word('waits', need)).join(t('home.between'))}
        </p>
      )}
    </>
  )
}

function NeedRow({ need }: { need: Need }) {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const way = wayTo(need.need, viewer.id)
  const label = word('waits', need.need)
  return (
    <>
      <span className="need-count">
        <NumberText value={need.count} />
      </span>
      <span className="need-words">
        {way ? (
          <Link to={way.to} search={way.search as never} hash={way.hash}>
            {label}
          </Link>
        ) : (
          label
        )}
        {plain(need.oldestOn) && (
          <span className="faint">
            {' '}
            {t('home.oldest')} <DateText value={need.oldestOn} />
          </span>
        )}
      </span>
    </>
  )
}
