import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import type { LeftOut } from './run-data'

/** Whom a run does not pay, grouped by the reason. */
export function LeftOutList({ items }: { items: readonly LeftOut[] }) {
  const { t, word, language } = useTexts()
  if (items.length === 0) return <Text c="dimmed">{t('run.left_out_none')}</Text>
  const groups = new Map<string, LeftOut[]>()
  for (const item of items) groups.set(item.why, [...(groups.get(item.why) ?? []), item])
  return (
    <ul className="plain">
      {[...groups].map(([why, list]) => (
        <li key={why}>
          <details>
            <summary>
              {word('left_out', why)} <strong className="figure">{formatNumber(list.length, language)}</strong>
            </summary>
            <ul className="conditions">
              {list.slice(0, 50).map((item, index) => (
                <li key={item.sourceId}>
                  <Link to="/cases/$caseId" params={{ caseId: item.caseId }}>
                    {item.caseReference ?? t('run.case_n', { n: index + 1 })}
                  </Link>
                </li>
              ))}
            </ul>
            {list.length > 50 && <Text size="sm">{t('run.and_more', { n: list.length - 50 })}</Text>}
          </details>
        </li>
      ))}
    </ul>
  )
}
