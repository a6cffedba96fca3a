import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { plain } from '../../api/types'
import { useNow } from '../../ui/use-now'
import { useHasRole, useViewer } from '../session/viewer'
import { glassBreakers, newestGlassesQuery, type Glass } from './glass-data'

/** When a glass ends by itself, in milliseconds. */
export function endOf(glass: Glass): number {
  return Date.parse(plain(glass.endsAt) ?? '')
}

/** The glasses that the viewer has broken and that the server still counts as open. */
export function useOwnOpenGlasses(): readonly Glass[] {
  const viewer = useViewer()
  const isMine = (glass: Glass) => plain(glass.open) === true && plain(glass.by)?.id === viewer.id
  const query = useQuery({
    ...newestGlassesQuery,
    enabled: useHasRole(...glassBreakers.personal),
    // Somebody who was told may end it at any time.
    refetchInterval: ({ state }) => (state.data?.some(isMine) ? 15_000 : false),
  })
  return (query.data ?? []).filter(isMine)
}

/**
 * On every screen while there is an open glass: when it ends, by itself or by somebody who was told, what was read of the case leaves the
 * screen and the browser's memory. It does so by this device's clock too, in case the server cannot be reached at that moment.
 */
export function GlassWatch() {
  const client = useQueryClient()
  const open = useOwnOpenGlasses()
  const now = useNow(5_000)
  const mayBeOver = open.some((glass) => endOf(glass) <= now)
  const reading = open
    .filter((glass) => endOf(glass) > now)
    .map((glass) => `${glass.id} ${plain(glass.caseId)}`)
    .join()
  const readBefore = useRef('')
  useEffect(() => {
    const still = reading.split(',')
    for (const ended of readBefore.current.split(',').filter((one) => one !== '' && !still.includes(one))) {
      void client.resetQueries({ queryKey: ['case', ended.split(' ')[1]] })
    }
    readBefore.current = reading
  }, [reading, client])
  useEffect(() => {
    if (mayBeOver) void client.invalidateQueries({ queryKey: ['glass'] })
  }, [mayBeOver, now, client])
  return null
}
