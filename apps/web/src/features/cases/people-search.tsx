import { Button, Group, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { memo, useState } from 'react'
import { call } from '../../api/http'
import type { Maybe, Page } from '../../api/types'
import { useTexts } from '../../i18n'
import { Loaded } from '../../ui/page'
import { Show } from '../../ui/values'
import { useHasRole } from '../session/viewer'

interface Hit {
  personId: string
  caseId: string
  reference: Maybe<string>
  name: Maybe<string>
  score: number
}

/**
 * Finds a person by name, for the roles that read names. Each search stands in the access log. The name is never in the address, which ends up
 * in logs and in the browser's history.
 */
export const PeopleSearch = memo(function PeopleSearch() {
  const { t } = useTexts()
  const reads = useHasRole(
    'intake_officer',
    'vetting_officer',
    'vetting_approver',
    'registrar',
    'relocation_officer',
    'finance_officer',
  )
  const [typed, setTyped] = useState('')
  const [name, setName] = useState('')
  const hits = useQuery({
    queryKey: ['people', name],
    queryFn: () => call<Page<Hit>>('POST', '/people/search', { body: { name } }),
    enabled: reads && name !== '',
    // A name stays in the browser's memory no longer than on the screen.
    gcTime: 0,
  })
  if (!reads) return null
  return (
    <div>
      <form
        role="search"
        aria-label={t('people.label')}
        onSubmit={(event) => {
          event.preventDefault()
          setName(typed.trim())
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            label={t('people.label')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            style={{ flex: '0 1 22rem' }}
          />
          <Button type="submit" variant="default">
            {t('people.find')}
          </Button>
          {name && (
            <Button
              variant="subtle"
              onClick={() => {
                setTyped('')
                setName('')
              }}
            >
              {t('people.clear')}
            </Button>
          )}
        </Group>
      </form>
      {name && (
        <div className="section" style={{ marginTop: 12 }} aria-live="polite">
          <Loaded query={hits} isEmpty={(page) => page.items.length === 0} empty={t('people.none', { name })}>
            {(page) => (
              <ul className="plain">
                {page.items.map((hit) => (
                  <li key={hit.personId}>
                    <Link to="/cases/$caseId" params={{ caseId: hit.caseId }}>
                      <Show value={hit.reference} />
                    </Link>{' '}
                    <Show value={hit.name} />
                  </li>
                ))}
              </ul>
            )}
          </Loaded>
        </div>
      )}
    </div>
  )
})
