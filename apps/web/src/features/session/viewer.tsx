import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../../api/session'
import type { Account } from '../../api/types'

const nobody: Account = {
  id: '',
  username: '',
  displayName: '',
  roles: [],
  siteId: null,
  viewAs: null,
  expiresAt: null,
  idleMinutes: null,
}

/** The account that is logged in. Screens inside the shell are mounted only while there is one. */
export function useViewer(): Account {
  return useQuery(sessionQuery).data ?? nobody
}

/** Whether the viewer only looks through a role, and changes nothing. */
export function useViewing(): boolean {
  return useViewer().viewAs !== null
}

export function useHasRole(...roles: string[]): boolean {
  const viewer = useViewer()
  return roles.some((role) => viewer.roles.includes(role))
}
