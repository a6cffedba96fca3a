import { Button, Group, Text, TextInput, Title } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { Problem } from '../../api/http'
import { useTexts } from '../../i18n'
import { useSaid } from '../../i18n/said'
import { announce } from '../announce'
import type { KeptView, ListToolsProps } from './list-settings'
import type { SharedView } from './shared-views'

interface KeepViewProps extends Pick<ListToolsProps, 'list' | 'search'> {
  /** A colleague's view that is to be kept instead of the present one. */
  copied: SharedView | null
  onKept: () => void
}

/** A name for the present view, or for a copy of a colleague's. */
export function KeepView({ list, search, copied, onKept }: KeepViewProps) {
  const { t } = useTexts()
  const said = useSaid()
  const [name, setName] = useState(copied ? freeName(copied.name, list.views) : '')
  const [wrong, setWrong] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (copied) field.current?.select()
  }, [copied])
  const present = Object.fromEntries(Object.entries(search).filter(([key, value]) => value && key !== 'cursor'))
  const wanted = copied?.search ?? present
  const isAnything = copied !== null || Object.keys(present).length > 0
  const save = async () => {
    const called = name.trim()
    if (!called) return setWrong(t('form.required'))
    try {
      await list.saveView(called, wanted)
      announce(t('list.view_kept', { name: called }))
      onKept()
    } catch (problem) {
      const told = problem instanceof Problem ? [problem.message, problem.fix].filter(Boolean).map(said) : []
      setWrong(told.join(' ') || t('problem.unknown'))
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Title order={3} mb={4} className="break">
        {copied ? t('list.copy_of', { name: copied.name }) : t('list.keep_view')}
      </Title>
      {isAnything ? (
        <Group align="flex-start" gap="xs">
          <TextInput
            ref={field}
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
  )
}

/** What a copy is called until its owner says otherwise: never a view of theirs, which it would take the place of. */
function freeName(name: string, views: readonly KeptView[]): string {
  return views.some((view) => view.name === name) ? '' : name
}
