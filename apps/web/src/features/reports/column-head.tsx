import { Popover, Text } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../i18n'
import { useSaid } from '../../i18n/said'

/** A column's head that opens how its figures were counted. */
export function ColumnHead({ title, definition }: { title: string; definition: string }) {
  const { t } = useTexts()
  const said = useSaid()
  const [open, setOpen] = useState(false)
  return (
    <Popover opened={open} onChange={setOpen} width={320} position="bottom-start" withArrow trapFocus returnFocus shadow="md">
      <Popover.Target>
        <button type="button" className="figure-head" title={t('report.counted_title')} onClick={() => setOpen(!open)}>
          {title}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('report.counted_of', { title })}>
        <Text size="sm" fw={650} tabIndex={-1} data-autofocus>
          {t('report.counted_of', { title })}
        </Text>
        <Text size="sm" mt={4}>
          {said(definition)}
        </Text>
      </Popover.Dropdown>
    </Popover>
  )
}
