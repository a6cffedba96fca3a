import { useNavigate } from '@tanstack/react-router'
import { useKeys, type KeyMove } from '../../ui/keys'
import { useViewer } from '../session/viewer'
import { areas, areasFor } from './areas'

/** The keys of the frame: `g` and a letter to each page that the viewer can use, the palette, the list of keys. */
export function useFrameKeys(open: { palette: () => void; keyList: () => void }): void {
  const viewer = useViewer()
  const navigate = useNavigate()
  const pages = areasFor(viewer.roles).map((name): KeyMove => ({
    keys: `g ${areas[name].key}`,
    label: areas[name].label,
    run: () => void navigate({ to: areas[name].to }),
  }))
  useKeys({ title: 'keys.go', moves: pages })
  useKeys({
    title: 'keys.frame',
    moves: [
      { keys: '/', label: 'keys.palette', run: open.palette },
      { keys: '?', label: 'keys.list', run: open.keyList },
    ],
  })
}
