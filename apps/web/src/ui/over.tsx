import { Drawer, Modal, Text, type DrawerProps, type ModalProps } from '@mantine/core'
import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { useTexts } from '../i18n'

type Over<Props> = Omit<Props, 'opened' | 'title'> & { title: string }

/** A form or an entry beside the page that it belongs to. It is there while it is drawn. */
export function SideDrawer({ title, ...rest }: Over<DrawerProps>) {
  return createPortal(<Drawer position="right" {...useFrame(title)} {...rest} />, document.body)
}

/** A question or a choice over the page. It is there while it is drawn. */
export function Dialog({ title, ...rest }: Over<ModalProps>) {
  return createPortal(<Modal {...useFrame(title)} {...rest} />, document.body)
}

/**
 * What every drawer and dialog has. None waits closed in the page: the library draws even a closed one, and its own way out of the page draws each
 * twice, the second time in one go. How one comes in is the style sheet's (styles/frame.css), and the focus goes back by
 * `features/shell/focus-kept.ts`.
 */
function useFrame(title: string) {
  const { t } = useTexts()
  useStillPage()
  return {
    opened: true,
    title: <Text fw={650}>{title}</Text>,
    closeButtonProps: { 'aria-label': t('form.close') },
    withinPortal: false,
    lockScroll: false,
    transitionProps: { duration: 0 },
  }
}

let over = 0

/**
 * Keeps the page from scrolling while something lies over it. The library's own lock writes a property on the body that everything inherits, so
 * that the style of the whole page is made out anew when a drawer opens; this concerns one element (styles/base.css).
 */
export function useStillPage(): void {
  useEffect(() => {
    const page = document.documentElement
    over += 1
    // Where its scroll bar goes, its room stays, so that nothing moves.
    if (over === 1) page.dataset.still = window.innerWidth > page.clientWidth ? 'keeps-room' : ''
    return () => {
      over -= 1
      if (over === 0) delete page.dataset.still
    }
  }, [])
}
