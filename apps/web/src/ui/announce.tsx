import { useSyncExternalStore } from 'react'

let text = ''
let turn = 0
const listeners = new Set<() => void>()

/** Says a sentence to a screen reader, politely, and shows it for a while at the foot of the window. */
export function announce(sentence: string): void {
  text = sentence
  turn += 1
  for (const listener of listeners) listener()
  const mine = turn
  window.setTimeout(() => {
    if (turn !== mine) return
    text = ''
    for (const listener of listeners) listener()
  }, 6000)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Announcer() {
  const said = useSyncExternalStore(subscribe, () => text)
  return (
    <div className="announcer" role="status" aria-live="polite" data-shown={said !== ''}>
      {said}
    </div>
  )
}
