import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { plain } from '../../api/types'
import { useTexts, type TextKey } from '../../i18n'
import { NumberText, Show } from '../../ui/values'
import type { LeftOut } from './run-data'

const atOnce = 50

/** What lets somebody be paid next time, by why they are left out. */
const fixes: Readonly<Record<string, { readonly label: TextKey }>> = {
  month_not_begun: { label: 'left_out.fix_month_not_begun' },
  no_day_in_this_month: { label: 'left_out.fix_no_day_in_this_month' },
  paid_already: { label: 'left_out.fix_paid_already' },
  code_not_active: { label: 'left_out.fix_code_not_active' },
  suspended: { label: 'left_out.fix_suspended' },
  no_rate: { label: 'left_out.fix_no_rate' },
  other_currency: { label: 'left_out.fix_other_currency' },
}

/** Whom a run does not pay, grouped by the reason, each with what would mend it. */
export function LeftOutGroups({ items }: { items: readonly LeftOut[] }) {
  const { t, word } = useTexts()
  const groups = new Map<string, LeftOut[]>()
  for (const item of items) groups.set(item.why, [...(groups.get(item.why) ?? []), item])
  return (
    <>
      {[...groups].map(([why, list]) => (
        <details key={why} className="exception">
          <summary>
            <span className="tag">{t('run.left_out_tag')}</span> <span>{word('left_out', why)}</span>
            <strong className="exception-count">
              <NumberText value={list.length} />
            </strong>
          </summary>
          <div className="exception-body">
            {fixes[why] && (
              <Text size="sm" mb="xs">
                {t(fixes[why].label)}
              </Text>
            )}
            <ul className="case-links">
              {list.slice(0, atOnce).map((item) => (
                <li key={item.sourceId}>
                  <Link to="/cases/$caseId" params={{ caseId: plain(item.caseId) ?? '' }}>
                    <Show value={item.caseReference} />
                  </Link>
                </li>
              ))}
            </ul>
            {list.length > atOnce && <Text size="sm">{t('run.and_more', { n: list.length - atOnce })}</Text>}
          </div>
        </details>
      ))}
    </>
  )
}
