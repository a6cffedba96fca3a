/** When somebody last did something at this browser, in any of its windows. */
const kept = 'passage.active'
const writtenEvery = 10_000
let here = Date.now()
let written = 0

/** Milliseconds since 1970. */
export function lastActive(): number {
  try {
    return Math.max(here, Number(localStorage.getItem(kept) ?? 0))
  } catch {
    return here
  }
}

/** Somebody is there. */
export function noteActive(): void {
  here = Date.now()
  if (here - written < writtenEvery) return
  written = here
  try {
    localStorage.setItem(kept, String(here))
  } catch {
    // Another window then asks for itself.
  }
}

/** @returns how to stop watching */
export function watchActivity(): () => void {
  const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const
  noteActive()
  for (const sign of signs) window.addEventListener(sign, noteActive, { passive: true, capture: true })
  return () => {
    for (const sign of signs) window.removeEventListener(sign, noteActive, { capture: true })
  }
}
