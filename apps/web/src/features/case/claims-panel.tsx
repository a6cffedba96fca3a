import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { clockQuery } from '../../api/session'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { CommandDrawer } from '../../ui/command/command-drawer'
import type { CommandSpec } from '../../ui/command/spec'
import { money } from '../../ui/money'
import { Loaded, Section } from '../../ui/page'
import { Facts } from '../../ui/rows'
import { DateText, MoneyText, NumberText, Show, StateTag, Word } from '../../ui/values'
import { useHasRole } from '../session/viewer'
import { claimsQuery, type Claim } from './case-data'
import type { PanelProps } from './panel-props'
import { RowActions } from './row-actions'

/** The reward claims of a case. */
export function ClaimsPanel({ file, actions, act }: PanelProps) {
  const { t } = useTexts()
  const query = useQuery(claimsQuery(file.id))
  return (
    <Section title={t('claim.title')} aside={<RowActions actions={actions} act={act} kind="reward_claim" subjectId={null} />}>
      <Loaded query={query} isEmpty={(claims) => claims.length === 0} empty={t('claim.none')}>
        {(claims) => (
          <ul className="people">
            {claims.map((claim) => (
              <li key={claim.id}>
                <ClaimFacts claim={claim} />
                <Group gap={6} mt="sm">
                  <RowActions actions={actions} act={act} kind="reward_claim" subjectId={claim.id} />
                </Group>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  )
}

export function ClaimFacts({ claim }: { claim: Claim }) {
  const { t } = useTexts()
  return (
    <Facts
      items={[
        [t('case.state'), <StateTag key="state" kind="reward_claim" state={claim.state} />],
        [t('field.items'), <ClaimItems key="items" claim={claim} />],
        [t('claim.received_on'), <DateText key="on" value={claim.receivedOn} />],
        [
          t('claim.custody'),
          claim.custodyOn === null ? t('claim.custody_missing') : <DateText key="custody" value={claim.custodyOn} />,
        ],
        [t('field.scheme'), <Word key="scheme" group="scheme" code={claim.scheme} />],
        [t('claim.value'), <MoneyText key="value" value={money(claim.amount, plain(claim.currency) ?? undefined)} />],
      ]}
    />
  )
}

export function ClaimItems({ claim }: { claim: Claim }) {
  const { word } = useTexts()
  return (
    <ul className="plain">
      {claim.items.map((item, index) => (
        <li key={index}>
          <NumberText value={item.count} /> × <Show value={item.category}>{(category) => word('category', category)}</Show>
        </li>
      ))}
    </ul>
  )
}

/** The receipt of the one who took the equipment into custody; a claim is verified only with it. */
export function CustodyReceipt({ claim }: { claim: Claim }) {
  const { t } = useTexts()
  const [spec, setSpec] = useState<CommandSpec | null>(null)
  const today = useQuery(clockQuery).data?.today ?? ''
  const gives = useHasRole('equipment_assessor', 'host_organisation')
  if (!gives || claim.state !== 'filed' || claim.custodyOn) return null
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() =>
          setSpec({
            title: t('claim.give_receipt'),
            path: `/reward-claims/${claim.id}/custody-receipt`,
            fields: [{ name: 'receivedOn', label: 'claim.received_on', type: 'date', required: true }],
            start: { receivedOn: today },
            seen: claim.version,
          })
        }
      >
        {t('claim.give_receipt')}
      </Button>
      <CommandDrawer spec={spec} onClose={() => setSpec(null)} />
    </>
  )
}
