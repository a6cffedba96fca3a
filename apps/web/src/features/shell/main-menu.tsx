import { Link } from '@tanstack/react-router'
import { useTexts } from '../../i18n'
import { GlassCount } from '../glass/glass-count'
import { ReminderCount } from '../reminders/reminder-count'
import { useViewer } from '../session/viewer'
import { areaGroups, areas, areasFor } from './areas'

/** The pages that the viewer's roles can use, by what is done there. */
export function MainMenu({ onGo }: { onGo?: () => void }) {
  const { t } = useTexts()
  const viewer = useViewer()
  const names = areasFor(viewer.roles)
  return (
    <nav aria-label={t('nav.label')}>
      {areaGroups.map((group) => {
        const own = names.filter((name) => areas[name].group === group)
        if (own.length === 0) return null
        const label = t(`nav.group_${group}`)
        return (
          <section key={group} aria-label={label} className="menu-group">
            <h2>{label}</h2>
            <ul className="menu">
              {own.map((name) => (
                <li key={name}>
                  <Link to={areas[name].to} onClick={onGo} activeOptions={{ exact: areas[name].to === '/' }}>
                    {t(areas[name].label)}
                    {name === 'reminders' && <ReminderCount />}
                    {name === 'glass' && <GlassCount />}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </nav>
  )
}
