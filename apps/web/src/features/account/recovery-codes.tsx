import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../i18n'
import { announce } from '../../ui/announce'

/** The recovery codes, this once: to be copied or printed before somebody goes on. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTexts()
  const [failed, setFailed] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'))
      announce(t('totp.copied'))
    } catch {
      // Not every browser lets a page write there, least of all without TLS.
      setFailed(true)
    }
  }
  return (
    <Stack align="flex-start">
      <Alert color="yellow" variant="light" title={t('totp.codes_title')}>
        {t('totp.codes_lead')}
      </Alert>
      <ol className="recovery" aria-label={t('totp.codes_title')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      {failed && <Text size="sm">{t('totp.copy_failed')}</Text>}
      <Group gap="xs" className="no-print">
        <Button variant="default" onClick={() => void copy()}>
          {t('totp.copy')}
        </Button>
        <Button variant="default" onClick={() => window.print()}>
          {t('report.print')}
        </Button>
        <Button onClick={onKept}>{t('totp.kept')}</Button>
      </Group>
    </Stack>
  )
}
