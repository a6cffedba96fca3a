import { memo, useEffect, useRef } from 'react'
import type { CaseAction } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { Conditions, Section } from '../../ui/page'
import { keyOfAct, nameOfAct, type SortedActs } from './acts'

interface Props {
  acts: SortedActs
  /** The act that somebody asked about; its answer opens and takes the focus. */
  asked: { readonly key: string } | null
}

/** "Why can't I…?": each act that is refused now, with what is missing and what would mend it; and whose the other acts are. */
export const WhyNot = memo(function WhyNot({ acts, asked }: Props) {
  const { t, word } = useTexts()
  if (acts.refused.length === 0 && acts.ofOthers.length === 0) return null
  return (
    <Section title={t('action.why')}>
      <div className="why-not">
        {acts.refused.map((action) => (
          <Refused key={keyOfAct(action)} action={action} asked={asked?.key === keyOfAct(action) ? asked : null} />
        ))}
        {acts.ofOthers.length > 0 && (
          <details>
            <summary>{t('action.others')}</summary>
            <dl className="others">
              {acts.ofOthers.map((action) => (
                <div key={keyOfAct(action)}>
                  <dt>{word('event', nameOfAct(action))}</dt>
                  <dd>{action.roles.map((role) => word('role', role)).join(comma())}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </Section>
  )
})

function Refused({ action, asked }: { action: CaseAction; asked: object | null }) {
  const { word } = useTexts()
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    if (!asked || !details.current) return
    details.current.open = true
    details.current.querySelector('summary')?.focus()
    details.current.scrollIntoView({ block: 'center' })
  }, [asked])
  return (
    <details ref={details}>
      <summary>{word('event', nameOfAct(action))}</summary>
      <div className="small">
        <Conditions items={action.conditions} />
      </div>
    </details>
  )
}
