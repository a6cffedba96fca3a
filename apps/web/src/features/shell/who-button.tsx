import type { ComponentProps } from 'react'
import { comma, useTexts } from '../../i18n'
import { useViewer } from '../session/viewer'

/** The account's name and roles, as a button. */
export function WhoButton({ expanded, ...props }: { expanded?: boolean } & ComponentProps<'button'>) {
  const { word } = useTexts()
  const viewer = useViewer()
  return (
    <button type="button" className="who" aria-haspopup="menu" aria-expanded={expanded} {...props}>
      <span className="who-name">{viewer.displayName}</span>
      <span className="faint wide-only">{viewer.roles.map((role) => word('role', role)).join(comma())}</span>
    </button>
  )
}
