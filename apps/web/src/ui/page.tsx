import { Anchor, Button, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { useDeferredValue, useEffect, type ReactNode } from 'react'
import { Problem } from '../api/http'
import { useTexts, type TextKey } from '../i18n'
import { useSaid } from '../i18n/said'

interface PageProps {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** The frame of every screen: one h1, its lead and its acts. The document's title follows it. */
export function Page({ title, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Passage`
  }, [title])
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end" gap="sm">
        <div className="page-head">
          <Title order={1} tabIndex={-1} id="page-title">
            {title}
          </Title>
          {lead && (
            <Text c="dimmed" maw="44rem" mt={2}>
              {lead}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  )
}

/** A titled part of a screen. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="section">
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2}>{title}</Title>
        {aside}
      </Group>
      {children}
    </section>
  )
}

export function Loading({ what }: { what?: string }) {
  const { t } = useTexts()
  return (
    <Group role="status" gap="sm" py="lg" c="dimmed">
      <Loader size="sm" aria-hidden />
      <Text>{what ?? t('common.loading')}</Text>
    </Group>
  )
}

export function Empty({ children }: { children: ReactNode }) {
  return (
    <Text c="dimmed" py="md" className="empty">
      {children}
    </Text>
  )
}

/** What went wrong and what to do, for a screen or a part of one. */
export function ProblemNote({ problem, retry }: { problem: unknown; retry?: () => void }) {
  const { t } = useTexts()
  const said = useSaid()
  const known = problem instanceof Problem ? problem : null
  const title = titleOf(known)
  // One condition that only repeats the message would say everything twice.
  const conditions = (known?.conditions ?? []).filter((one) => one.because !== known?.message)
  return (
    <section role="alert" className="problem" data-tone={known?.status === 403 ? 'plain' : 'stop'}>
      <h2>{t(title)}</h2>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {(known?.message && said(known.message)) || t(known?.status === 0 ? 'connection.lost_lead' : 'problem.unknown')}
        </Text>
        {known?.fix && <Text size="sm">{said(known.fix)}</Text>}
        {conditions.length > 0 && <Conditions items={conditions} />}
        {retry && known?.status !== 403 && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('common.try_again')}
          </Button>
        )}
        {known?.requestId && (
          <Text size="xs" c="dimmed">
            {t('problem.request', { id: known.requestId })}
          </Text>
        )}
      </Stack>
    </section>
  )
}

function titleOf(problem: Problem | null): TextKey {
  if (!problem) return 'problem.title'
  if (problem.status === 0) return 'problem.network'
  if (problem.status === 403) return 'problem.forbidden'
  if (problem.status === 404) return 'problem.missing'
  if (problem.status === 409 || problem.status === 412) return 'problem.conflict'
  if (problem.status >= 500) return 'problem.server'
  return 'problem.title'
}

export function Conditions({ items }: { items: readonly { condition: string; because: string; fix: string }[] }) {
  const said = useSaid()
  return (
    <ul className="conditions">
      {items.map((item) => (
        <li key={item.condition}>
          <span>{said(item.because)}</span> <span className="fix">{said(item.fix)}</span>
        </li>
      ))}
    </ul>
  )
}

interface QueryLike<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/** The four faces of a query: loading, problem, empty, there. What has come is drawn in slices, so that the page answers meanwhile. */
export function Loaded<T>({
  query,
  empty,
  isEmpty,
  children,
}: {
  query: QueryLike<T>
  empty?: ReactNode
  isEmpty?: (data: T) => boolean
  children: (data: T) => ReactNode
}) {
  const data = useDeferredValue(query.data)
  if (data !== undefined) {
    if (empty && isEmpty?.(data)) return <Empty>{empty}</Empty>
    return <>{children(data)}</>
  }
  if (query.error) return <ProblemNote problem={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

export function ExternalFile({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Anchor href={href} download size="sm">
      {children}
    </Anchor>
  )
}
