/** Whether the server could be reached when it was last asked. It stands apart from the screens, as the session's state does. */
let lost = false
const listeners = new Set<() => void>()

export function connectionIsLost(): boolean {
  return lost
}

/** Notes how the last request went. */
export function noteConnection(reached: boolean): void {
  if (lost === !reached) return
  lost = !reached
  for (const listener of listeners) listener()
}

export function onConnection(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
