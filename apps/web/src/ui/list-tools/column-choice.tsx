import { Button, Checkbox, Stack } from '@mantine/core'
import { useTexts } from '../../i18n'
import { Dialog } from '../over'
import type { ListToolsProps } from './list-settings'

/** Which columns a list shows. Each tick counts at once, and is kept with the account. */
export function ColumnChoice({ list, columns, always, onClose }: ListToolsProps & { onClose: () => void }) {
  const { t } = useTexts()
  const toggle = (key: string, on: boolean) =>
    list.showColumns(columns.map((one) => one.key).filter((one) => (one === key ? on : list.shown.includes(one))))
  return (
    <Dialog onClose={onClose} title={t('list.columns')}>
      <Stack gap="sm">
        {columns.map(({ key, label }) => (
          <Checkbox
            key={key}
            label={label}
            checked={key === always || list.shown.includes(key)}
            disabled={key === always}
            onChange={(event) => toggle(key, event.currentTarget.checked)}
          />
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => list.showColumns(columns.map(({ key }) => key))}
        >
          {t('list.all_columns')}
        </Button>
      </Stack>
    </Dialog>
  )
}
