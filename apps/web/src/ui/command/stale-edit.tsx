import { Button, Group, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTexts } from '../../i18n'
import { Rows, type Column } from '../rows'
import { TimeText } from '../values'
import type { SeenFact, StandsNow } from './spec'

interface Props {
  saw: readonly SeenFact[]
  now: StandsNow
  onKeep: () => void
  onDiscard: () => void
}

interface Difference {
  readonly name: string
  readonly label: string
  readonly before: string
  readonly after: string
}

/** The facts that differ, or that only one of the two versions has. */
export function differences(saw: readonly SeenFact[], now: readonly SeenFact[]): Difference[] {
  const [before, after] = [new Map(saw.map((fact) => [fact.name, fact])), new Map(now.map((fact) => [fact.name, fact]))]
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({
      name,
      label: (after.get(name) ?? before.get(name))!.label,
      before: before.get(name)?.value ?? '',
      after: after.get(name)?.value ?? '',
    }))
    .filter((one) => one.before !== one.after)
}

/** Somebody else was quicker: both versions side by side, who changed it, and nothing lost of what was typed. */
export function StaleEdit({ saw, now, onKeep, onDiscard }: Props) {
  const { t } = useTexts()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const columns: Column<Difference>[] = [
    { key: 'field', main: true, head: t('stale.field'), cell: (one) => one.label },
    { key: 'before', head: t('stale.before'), cell: (one) => one.before || '–' },
    { key: 'now', head: t('stale.now'), cell: (one) => <strong>{one.after || '–'}</strong> },
  ]
  const differing = differences(saw, now.facts)
  return (
    <section className="stale" aria-labelledby="stale-title">
      <Title order={3} id="stale-title" ref={title} tabIndex={-1}>
        {t('stale.title')}
      </Title>
      <p>{t('stale.lead')}</p>
      {differing.length > 0 ? (
        <Rows caption={t('stale.versions')} columns={columns} rows={differing} rowKey={(one) => one.name} />
      ) : (
        <p>{t('stale.same')}</p>
      )}
      {now.since.length > 0 && (
        <>
          <Title order={4}>{t('stale.since')}</Title>
          <ul className="plain">
            {now.since.map((one) => (
              <li key={one.key}>
                <strong>{one.what}</strong> · {one.who} · <TimeText value={one.at} />
              </li>
            ))}
          </ul>
        </>
      )}
      <Group gap="xs" mt="md">
        <Button onClick={onKeep}>{t('stale.keep')}</Button>
        <Button variant="default" onClick={onDiscard}>
          {t('stale.discard')}
        </Button>
      </Group>
    </section>
  )
}
