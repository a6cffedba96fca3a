import { SimpleGrid, Switch, Title } from '@mantine/core'
import { useTexts } from '../../i18n'
import { keyScopes, switchKeys, useKeysOn } from '../../ui/keys'
import { Dialog } from '../../ui/over'

/** What single keys do on the screen as it stands, and the switch that turns them off. */
export function KeyList({ onClose }: { onClose: () => void }) {
  const { t } = useTexts()
  const on = useKeysOn()
  return (
    <Dialog onClose={onClose} size="lg" title={t('keys.title')}>
      <Switch
        checked={on}
        onChange={(event) => switchKeys(event.currentTarget.checked)}
        label={t('keys.on')}
        description={t('keys.on_hint')}
        mb="lg"
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        {keyScopes()
          .filter(({ moves }) => moves.length > 0)
          .map(({ title, moves }) => (
            <section key={title} aria-label={t(title)}>
              <Title order={3} mb="xs">
                {t(title)}
              </Title>
              <dl className="key-list">
                {moves.map(({ keys, label }) => (
                  <div key={keys}>
                    <dt>
                      {keys.split(' ').map((key, index) => (
                        <span key={key + index}>
                          {index > 0 && <span className="faint"> {t('keys.then')} </span>}
                          <kbd>{key}</kbd>
                        </span>
                      ))}
                    </dt>
                    <dd>{t(label)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </SimpleGrid>
    </Dialog>
  )
}
