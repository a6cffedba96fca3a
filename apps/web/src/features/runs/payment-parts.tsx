import { Link } from '@tanstack/react-router'
import type { Maybe } from '../../api/types'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { DateText, NumberText, Show, StateTag } from '../../ui/values'
import { causeText, derivationText } from './derivation'
import type { ProposedPayment, Try } from './run-data'

/** The case that a payment belongs to, and the way there. */
export function CaseOf({ payment }: { payment: Pick<ProposedPayment, 'caseId' | 'caseReference'> }) {
  return (
    <Link to="/cases/$caseId" params={{ caseId: plain(payment.caseId) ?? '' }}>
      <Show value={payment.caseReference} />
    </Link>
  )
}

/** What a payment was computed from, as the run froze it. */
export function Derivation({ payment, currency }: { payment: Pick<ProposedPayment, 'derivation'>; currency: string }) {
  const texts = useTexts()
  return <Show value={payment.derivation}>{(parts) => derivationText(parts as Record<string, unknown>, currency, texts)}</Show>
}

/** Each instruction to the paymaster with its answer, newest last. */
export function Tries({ tries }: { tries: Maybe<readonly Try[]> }) {
  const texts = useTexts()
  const { t } = texts
  return (
    <Show value={tries as Maybe<readonly Try[]>}>
      {(all) =>
        all.length === 0 ? (
          <span className="faint">–</span>
        ) : (
          <ol className="tries">
            {all.map(({ n, outcome, reason, answeredOn }) => (
              <li key={n}>
                <NumberText value={n} />. <Outcome outcome={outcome} />
                {reason && <> {causeText(reason, texts)}</>}
                {answeredOn && (
                  <span className="faint">
                    , <DateText value={answeredOn} />
                  </span>
                )}
                {outcome === null && <span className="faint"> {t('run.no_answer')}</span>}
              </li>
            ))}
          </ol>
        )
      }
    </Show>
  )
}

/** An instruction is accepted and booked; it is the payment that is settled by it. */
function Outcome({ outcome }: { outcome: string | null }) {
  const { t } = useTexts()
  if (outcome === null) return null
  if (outcome === 'accepted') return <span className="tag">{t('run.accepted')}</span>
  if (outcome === 'settled')
    return (
      <span className="tag" data-tone="good">
        {t('run.booked')}
      </span>
    )
  return <StateTag kind="payment" state={outcome} />
}
