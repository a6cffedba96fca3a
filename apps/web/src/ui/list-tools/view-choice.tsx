import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Problem } from '../../api/http'
import { useTexts } from '../../i18n'
import { announce } from '../announce'
import { Dialog } from '../over'
import type { ListToolsProps } from './list-settings'

/** Ways to look at a list, by name: those that everybody has, one's own, and the present one to be kept. */
export function ViewChoice({ list, search, ready, onClose }: ListToolsProps & { onClose: () => void }) {
  const { t } = useTexts()
  const [name, setName] = useState('')
  const [wrong, setWrong] = useState('')
  const present = Object.fromEntries(Object.entries(search).filter(([key, value]) => value && key !== 'cursor'))
  const isAnything = Object.keys(present).length > 0
  const save = async () => {
    const called = name.trim()
    if (!called) return setWrong(t('form.required'))
    try {
      await list.saveView(called, present)
      announce(t('list.view_kept', { name: called }))
      onClose()
    } catch (problem) {
      setWrong(problem instanceof Problem ? [problem.message, problem.fix].filter(Boolean).join(' ') : t('problem.unknown'))
    }
  }
  const way = (label: string, to: object) => (
    <Link to="." search={to as never} onClick={onClose}>
      <bdi>{label}</bdi>
    </Link>
  )
  return (
    <Dialog onClose={onClose} title={t('list.views')}>
      <Stack gap="md">
        <ul className="plain view-list">
          <li>{way(t('list.everything'), {})}</li>
          {Object.entries(ready).map(([label, to]) => (
            <li key={label}>{way(label, to)}</li>
          ))}
          {list.views.map((view) => (
            <li key={view.name}>
              <Group justify="space-between" gap="xs" wrap="nowrap">
                <span translate="no">{way(view.name, view.search)}</span>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={t('list.drop_view', { name: view.name })}
                  onClick={() => list.dropView(view.name)}
                >
                  {t('form.remove')}
                </Button>
              </Group>
            </li>
          ))}
        </ul>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <Title order={3} mb={4}>
            {t('list.keep_view')}
          </Title>
          {isAnything ? (
            <Group align="flex-start" gap="xs">
              <TextInput
                aria-label={t('list.view_name')}
                placeholder={t('list.view_name')}
                maxLength={60}
                value={name}
                error={wrong}
                onChange={(event) => setName(event.currentTarget.value)}
                style={{ flex: 1 }}
              />
              <Button type="submit" variant="default">
                {t('list.keep')}
              </Button>
            </Group>
          ) : (
            <Text size="sm" c="dimmed">
              {t('list.nothing_to_keep')}
            </Text>
          )}
        </form>
      </Stack>
    </Dialog>
  )
}
