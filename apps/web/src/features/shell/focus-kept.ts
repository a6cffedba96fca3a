import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'

/** What lies over the page for a while, and gives the focus back when it goes. */
const over = '[role=dialog], [role=menu]'
/** How many stops of the focus are remembered; a form within a dialog has no more that matter. */
const remembered = 20

interface Stop {
  readonly element: HTMLElement
  readonly isOver: boolean
}

/**
 * Whoever works by the keyboard never has to begin at the top again: a new screen is read from its title, and where what had the focus goes away
 * (a dialog that closes, a button whose act is done, one that is busy for a moment) the focus comes back to where it was before, or to the title.
 */
export function FocusKept(): null {
  const [keeper] = useState(() => new FocusKeeper())
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const first = useRef(true)
  useEffect(() => keeper.start(), [keeper])
  useEffect(() => {
    if (path === undefined) return
    if (first.current) first.current = false
    else keeper.toNewScreen()
  }, [keeper, path])
  return null
}

class FocusKeeper {
  private trail: Stop[] = []
  /** What has the focus, or had it when it was lost; null where somebody left it on purpose. */
  private current: Stop | null = null
  /** Whether the focus came from a dialog and nobody has moved it since. */
  private isBack = false
  /** Whether a new screen waits for its title, or has it and nobody has moved since. */
  private isNew: 'waits' | 'there' | null = null

  start(): () => void {
    const observer = new MutationObserver(() => this.keep())
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] })
    const listeners = {
      focusin: this.onFocus,
      focusout: this.onLeave,
      keydown: this.onOwnMove,
      pointerdown: this.onOwnMove,
    } as const
    const entries = Object.entries(listeners) as [string, (event: Event) => void][]
    for (const [name, listener] of entries) document.addEventListener(name, listener, true)
    return () => {
      observer.disconnect()
      for (const [name, listener] of entries) document.removeEventListener(name, listener, true)
    }
  }

  toNewScreen(): void {
    this.isNew = 'waits'
    this.keep()
  }

  private readonly onFocus = ({ target }: Event) => {
    if (!(target instanceof HTMLElement)) return
    const stop = { element: target, isOver: target.closest(over) !== null }
    if (this.current?.isOver && !stop.isOver) this.isBack = true
    this.current = stop
    this.trail = [...this.trail.filter(({ element }) => element !== target), stop].slice(-remembered)
  }

  private readonly onLeave = () => {
    // Once what runs has run, what was taken away is no longer there to be left.
    queueMicrotask(() => {
      if (isNowhere() && this.current && canTake(this.current.element)) this.current = null
    })
  }

  private readonly onOwnMove = () => {
    this.isBack = false
    this.isNew = null
  }

  private keep(): void {
    const dialog = [...document.querySelectorAll<HTMLElement>('[role=dialog]')].at(-1)
    const title = document.getElementById('page-title')
    if (this.isNew && title && !dialog && (this.isNew === 'waits' || isNowhere())) {
      this.isNew = 'there'
      // With the frame that draws it: to take the focus at once, the new screen would have to be laid out now and then again.
      requestAnimationFrame(() => this.isNew === 'there' && focus(title))
      return
    }
    if (!isNowhere() || !this.current) return
    const { element, isOver } = this.current
    if (dialog) {
      const within = this.trail.filter((stop) => dialog.contains(stop.element) && canTake(stop.element)).at(-1)
      if (dialog.contains(element) || within) focus(within?.element ?? null)
    } else if (element.isConnected) {
      if (canTake(element)) focus(element)
    } else if (isOver || this.isBack) {
      const outside = isOver ? this.trail.filter((stop) => !stop.isOver).at(-1)?.element : undefined
      const back = outside && canTake(outside) ? outside : title
      focus(back)
      // Whoever worked far down a page is not left with a title out of sight. With the frame, so that nothing is laid out now and then again.
      requestAnimationFrame(
        () => back && back === document.activeElement && !isSeen(back) && back.scrollIntoView({ block: 'nearest' }),
      )
    } else {
      this.current = null
    }
  }
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

function canTake(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled') && element.checkVisibility()
}

/** Whether it stands within the window, and under nothing that stays on top. */
function isSeen(element: HTMLElement): boolean {
  const { left, top, width, height } = element.getBoundingClientRect()
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
}

function focus(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true })
}
