import { Suspense, useState } from 'react'
import { useTexts } from '../../i18n'
import { later } from '../../ui/later'
import { useViewer } from '../session/viewer'

const AccountMenuList = later(() => import('./account-menu-list'), 'AccountMenuList')

/** Who is logged in and in which role; what the button opens is fetched when it is first wanted. */
export function AccountMenu() {
  const [wanted, setWanted] = useState(false)
  const closed = <WhoButton onClick={() => setWanted(true)} expanded={false} />
  return wanted ? (
    <Suspense fallback={closed}>
      <AccountMenuList />
    </Suspense>
  ) : (
    closed
  )
}

/** The account's name and roles, as a button. */
export function WhoButton({ expanded, ...props }: { expanded?: boolean } & React.ComponentProps<'button'>) {
  const { word } = useTexts()
  const viewer = useViewer()
  return (
    <button type="button" className="who" aria-haspopup="menu" aria-expanded={expanded} {...props}>
      <span className="who-name">{viewer.displayName}</span>
      <span className="faint wide-only">{viewer.roles.map((role) => word('role', role)).join(', ')}</span>
    </button>
  )
}
