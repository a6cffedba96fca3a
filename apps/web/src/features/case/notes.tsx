import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { isRedacted, plain, type Who } from '../../api/types'
import { useTexts } from '../../i18n'
import { Loaded, Section } from '../../ui/page'
import { DateText, Show, Word } from '../../ui/values'
import { notesQuery } from './case-data'
import type { PanelProps } from './panel-props'

/** Notes of the case, each in the class of what it says. */
export function Notes({ file, actions, act }: PanelProps) {
  const { t } = useTexts()
  const query = useQuery({ ...notesQuery(file.id), retry: false })
  const write = actions.find((action) => action.kind === 'case' && action.event === 'add_note' && action.mine && action.allowed)
  return (
    <Section
      title={t('note.title')}
      aside={
        write && (
          <Button size="xs" variant="default" onClick={() => act(write)}>
            {t('note.write')}
          </Button>
        )
      }
    >
      <Loaded query={query} isEmpty={(notes) => notes.length === 0} empty={t('note.none')}>
        {(notes) => (
          <ul className="plain">
            {notes.map((note) => (
              <li key={note.id}>
                <div className="break">
                  <Show value={note.text} />
                </div>
                <Text size="sm" c="dimmed" component="div">
                  <Word group="note_class" code={note.class} /> · {nameOf(note.author)} · <DateText value={note.writtenOn} />
                </Text>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  )
}

/** The name of an account, however the API wraps it. */
export function nameOf(who: unknown): string {
  if (typeof who === 'string') return who
  if (isRedacted(who) || who === null || who === undefined) return '–'
  return plain(who as Who)?.displayName ?? '–'
}
