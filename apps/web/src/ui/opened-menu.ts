import { useWindowEvent } from '@mantine/hooks'
import { useState } from 'react'

/**
 * What a menu that is drawn when it is first wanted is given to be open from then on. The library hears Escape once the focus has come into the
 * menu; who is quicker than that closes it too.
 */
export function useOpenedMenu(): { opened: boolean; onChange: (opened: boolean) => void } {
  const [opened, onChange] = useState(true)
  useWindowEvent('keydown', ({ key }) => key === 'Escape' && onChange(false))
  return { opened, onChange }
}
