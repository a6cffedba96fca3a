import { Tooltip } from '@mantine/core'
import type { RefObject } from 'react'
import { useTexts } from '../i18n'

/** Why a field is covered, over the field itself. */
export function CoveredWhy({ field }: { field: RefObject<HTMLSpanElement | null> }) {
  const { t } = useTexts()
  return <Tooltip label={t('redacted.why')} target={field} opened />
}
