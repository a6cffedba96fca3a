/**
 * What the HTTP client must know of the session: its CSRF token, and whom to tell when it has ended. It stands apart from the screens,
 * so that a form that is half filled stays mounted while somebody logs in again.
 */
let token = ''
let ended = false
const listeners = new Set<() => void>()

export function csrfToken(): string {
  return token
}

export function beginSession(csrf: string): void {
  token = csrf
  setEnded(false)
}

/** The server no longer knows the session. */
export function endSession(): void {
  setEnded(true)
}

function setEnded(next: boolean): void {
  if (ended === next) return
  ended = next
  for (const listener of listeners) listener()
}

export function sessionHasEnded(): boolean {
  return ended
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
