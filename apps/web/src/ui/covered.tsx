import { Suspense, useRef, useState } from 'react'
import { useTexts } from '../i18n'
import { later } from './later'

const CoveredWhy = later(() => import('./covered-why'), 'CoveredWhy')

/** A field that the viewer's role may not read: visibly there, visibly covered. Why is told to whoever comes near. */
export function Covered() {
  const { t } = useTexts()
  const [near, setNear] = useState(false)
  const field = useRef<HTMLSpanElement>(null)
  return (
    <>
      <span
        ref={field}
        className="covered"
        tabIndex={0}
        onPointerEnter={() => setNear(true)}
        onPointerLeave={() => setNear(false)}
        onFocus={() => setNear(true)}
        onBlur={() => setNear(false)}
        onKeyDown={(event) => event.key === 'Escape' && setNear(false)}
      >
        {t('redacted.label')}
      </span>
      {near && (
        <Suspense>
          <CoveredWhy field={field} />
        </Suspense>
      )}
    </>
  )
}
