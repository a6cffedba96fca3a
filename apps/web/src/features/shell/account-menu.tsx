import { Suspense, useState } from 'react'
import { later } from '../../ui/later'
import { WhoButton } from './who-button'

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
