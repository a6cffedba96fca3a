import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { TextKey } from '../i18n'

/** A move of one key (`n`), or of two that are pressed after one another (`g c`). */
export interface KeyMove {
  readonly keys: string
  readonly label: TextKey
  readonly run: () => void
}

/** The moves of one part of the screens: the frame, a list, the case. */
export interface KeyScope {
  readonly title: TextKey
  readonly moves: readonly KeyMove[]
}

const kept = 'passage.keys'
const scopes = new Set<{ current: KeyScope }>()
const listeners = new Set<() => void>()
let on = firstChoice()
let before = ''

function firstChoice(): boolean {
  try {
    return localStorage.getItem(kept) !== 'off'
  } catch {
    return true
  }
}

/** Single keys can be switched off: speech input and shaky hands press them by accident (WCAG 2.1.4). */
export function switchKeys(next: boolean): void {
  on = next
  try {
    localStorage.setItem(kept, next ? 'on' : 'off')
  } catch {
    // A browser that keeps nothing still switches them for this visit.
  }
  for (const listener of listeners) listener()
}

export function useKeysOn(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => on,
  )
}

/** What the keys do on the screen as it stands, for the `?` list. */
export function keyScopes(): readonly KeyScope[] {
  return [...scopes].map(({ current }) => current)
}

/** Registers the moves of a part of the screens while it is mounted. */
export function useKeys(scope: KeyScope): void {
  const held = useRef(scope)
  held.current = scope
  useEffect(() => {
    if (scopes.size === 0) window.addEventListener('keydown', onKeyDown)
    scopes.add(held)
    return () => {
      scopes.delete(held)
      if (scopes.size === 0) window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

/** Where a key is text, or means something to the control that has the focus. */
function isForControl({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable], [role=option], [role=menuitem]')
  )
}

function onKeyDown(event: KeyboardEvent): void {
  if (!on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  if (isForControl(event) || document.querySelector('[role=dialog]')) return
  const pressed = before ? `${before} ${event.key}` : event.key
  const moves = [...scopes].flatMap(({ current }) => current.moves)
  const move = moves.find(({ keys }) => keys === pressed) ?? moves.find(({ keys }) => keys === event.key)
  before = ''
  if (move) {
    event.preventDefault()
    move.run()
  } else if (moves.some(({ keys }) => keys.startsWith(`${event.key} `))) {
    before = event.key
  }
}
