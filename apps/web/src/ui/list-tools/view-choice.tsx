import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTexts } from '../../i18n'
import { Dialog } from '../over'
import { ProblemNote } from '../page'
import { KeepView } from './keep-view'
import type { ListToolsProps } from './list-settings'
import { SharedWith, ShareView } from './share-view'
import { useSharedViews, type SharedView } from './shared-views'

/** Ways to look at a list, by name: those that everybody has, one's own, those that colleagues share, and the present one to be kept. */
export function ViewChoice({ list, search, ready, onClose }: ListToolsProps & { onClose: () => void }) {
  const { t } = useTexts()
  const [copied, setCopied] = useState<SharedView | null>(null)
  const shared = useSharedViews(list.name)
  const way = (label: string, to: object) => (
    <Link to="." search={to as never} onClick={onClose}>
      <bdi>{label}</bdi>
    </Link>
  )
  const colleagues = shared.views.filter(({ own }) => !own)
  return (
    <Dialog onClose={onClose} title={t('list.views')}>
      <Stack gap="md">
        <ul className="plain view-list">
          <li>{way(t('list.everything'), {})}</li>
          {Object.entries(ready).map(([label, to]) => (
            <li key={label}>{way(label, to)}</li>
          ))}
          {list.views.map((view) => {
            const sharing = shared.views.find(({ own, name }) => own && name === view.name)
            return (
              <li key={view.name}>
                <Group justify="space-between" gap="xs">
                  <div className="break">
                    <span translate="no">{way(view.name, view.search)}</span>
                    {sharing && <SharedWith shared={sharing} />}
                  </div>
                  <Group gap={4} ml="auto" justify="flex-end">
                    {shared.isSuccess && (
                      <ShareView
                        list={list.name}
                        name={view.name}
                        roles={list.shareWith}
                        shared={sharing}
                        asking={shared.isFetching}
                      />
                    )}
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={t('list.drop_view', { name: view.name })}
                      onClick={() => list.dropView(view.name)}
                    >
                      {t('form.remove')}
                    </Button>
                  </Group>
                </Group>
              </li>
            )
          })}
        </ul>
        {shared.error && <ProblemNote problem={shared.error} retry={() => void shared.refetch()} />}
        {colleagues.length > 0 && (
          <section>
            <Title order={3} mb={4}>
              {t('list.shared_views')}
            </Title>
            <ul className="plain view-list">
              {colleagues.map((view) => (
                <li key={view.id}>
                  <Group justify="space-between" gap="xs">
                    <div className="break">
                      <span translate="no">{way(view.name, view.search)}</span>
                      <Text size="xs" c="dimmed">
                        {t('list.shared_by', { name: view.sharedBy.displayName })}
                      </Text>
                    </div>
                    <Button
                      ml="auto"
                      size="compact-xs"
                      variant="subtle"
                      aria-label={t('list.act_on_view', { act: t('list.keep_copy'), name: view.name })}
                      onClick={() => setCopied(view)}
                    >
                      {t('list.keep_copy')}
                    </Button>
                  </Group>
                </li>
              ))}
            </ul>
            {shared.hasNextPage && (
              <Button size="xs" variant="default" onClick={() => void shared.fetchNextPage()}>
                {t('run.show_more')}
              </Button>
            )}
          </section>
        )}
        <KeepView key={copied?.id} list={list} search={search} copied={copied} onKept={onClose} />
      </Stack>
    </Dialog>
  )
}
