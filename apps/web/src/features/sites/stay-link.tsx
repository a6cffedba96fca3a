import { Link } from '@tanstack/react-router'
import { plain } from '../../api/types'
import { Show } from '../../ui/values'
import type { Placement } from '../case/case-data'
import { useViewer } from '../session/viewer'
import { mayUse } from '../shell/areas'

/** The reference of a household's case, as a way to it for those who may go there: a host knows the reference alone. */
export function StayLink({ stay }: { stay: Placement }) {
  const mayGo = mayUse('cases', useViewer().roles)
  const caseId = plain(stay.caseId)
  if (!mayGo || !caseId) return <Show value={stay.reference} />
  return (
    <Link to="/cases/$caseId" params={{ caseId }} search={{ tab: 'placement' }}>
      <Show value={stay.reference} />
    </Link>
  )
}
