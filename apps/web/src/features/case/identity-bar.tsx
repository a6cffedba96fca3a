import { Button, Title } from '@mantine/core'
import { memo } from 'react'
import { plain, type CaseAction, type CaseFile } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { formatNumber } from '../../i18n/format'
import { DateText, Show, StateTag, Word } from '../../ui/values'
import type { SortedActs } from './acts'
import { nameOfAct } from './acts'
import { ActsMenu } from './acts-menu'
import type { Flag } from './flags'

interface Props {
  file: CaseFile
  flags: readonly Flag[]
  acts: SortedActs
  onAct: (action: CaseAction) => void
  onWhy: (action: CaseAction) => void
}

/** Whose case this is and what comes next, on every tab and at every scroll. */
export const IdentityBar = memo(function IdentityBar({ file, flags, acts, onAct, onWhy }: Props) {
  const { word } = useTexts()
  return (
    <div className="identity">
      <div className="identity-head">
        <Title order={1} size="h2" id="page-title" tabIndex={-1}>
          {file.reference}
        </Title>
        <StateTag kind="case" state={file.state} />
        <Flags flags={flags} counted />
        <span className="identity-acts">
          {acts.main && (
            <Button size="sm" className="identity-main" onClick={() => acts.main && onAct(acts.main)}>
              {word('event', nameOfAct(acts.main))}
            </Button>
          )}
          <ActsMenu file={file} acts={acts} onAct={onAct} onWhy={onWhy} />
        </span>
      </div>
      <CaseFacts file={file} />
    </div>
  )
})

/** Who holds a case and how it came; `everything` also where the window is narrow. */
export function CaseFacts({ file, everything = false }: { file: CaseFile; everything?: boolean }) {
  const { t } = useTexts()
  const rest = everything ? undefined : 'wide-only'
  return (
    <dl className="identity-facts">
      <div>
        <dt>{t('case.holder')}</dt>
        <dd>
          <Show value={file.holder}>{(who) => plain(who)?.displayName}</Show>
        </dd>
      </div>
      <div className={rest}>
        <dt>{t('case.service')}</dt>
        <dd>
          <Word group="service" code={file.service} />
        </dd>
      </div>
      <div className={rest}>
        <dt>{t('case.pathway')}</dt>
        <dd>
          <Word group="pathway" code={file.pathway} />
        </dd>
      </div>
      <div className={rest}>
        <dt>{t('case.channel')}</dt>
        <dd>
          <Word group="channel" code={file.channel} />
        </dd>
      </div>
      <div className={rest}>
        <dt>{t('case.opened')}</dt>
        <dd>
          <DateText value={file.openedOn} />
        </dd>
      </div>
    </dl>
  )
}

/** Flags are words on a tint. In the bar of a narrow window their number stands for them, which is no less to a screen reader. */
export function Flags({ flags, counted = false }: { flags: readonly Flag[]; counted?: boolean }) {
  const { t, language } = useTexts()
  if (flags.length === 0) return null
  return (
    <>
      <ul className="flags" aria-label={t('flag.title')}>
        {flags.map(({ name, text, tone }) => (
          <li key={name}>
            <span className="tag" data-tone={tone}>
              {text}
            </span>
          </li>
        ))}
      </ul>
      {counted && (
        <span className="tag flag-count" data-tone={flags[0]?.tone} data-count={formatNumber(flags.length, language)}>
          <span className="unseen">{flags.map(({ text }) => text).join(comma())}</span>
        </span>
      )}
    </>
  )
}
