import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTexts } from '../../i18n'
import { FilterBar } from '../../ui/filters'
import { Empty, Loaded, Page, Section } from '../../ui/page'
import { useFilters } from '../../ui/use-filters'
import { useViewer } from '../session/viewer'
import { mayUse, people } from '../shell/areas'
import { FieldNames, useFieldName } from './field-names'
import { fieldClasses, grouped, policyQuery, type FieldGroup, type PolicyField, type PolicyResource } from './policy-data'
import { Readers, useWhen } from './when-text'

/** Who sees what. Everybody may read it: a rule that is kept from people is none that they can trust. */
export function PolicyPage() {
  const { t, word } = useTexts()
  const viewer = useViewer()
  const search = useSearch({ from: '/shell/policy' })
  const filters = useFilters(search)
  const query = useQuery(policyQuery)
  const fits = useFits(search)
  return (
    <Page title={t('nav.policy')} lead={t('policy.lead')}>
      <FilterBar
        fields={[
          {
            name: 'role',
            label: t('accounts.role'),
            type: 'choice',
            options: people.map((value) => ({ value, label: word('role', value) })),
          },
          {
            name: 'class',
            label: t('policy.class'),
            type: 'choice',
            options: fieldClasses.map((value) => ({ value, label: word('field_class', value) })),
          },
          { name: 'text', label: t('policy.text'), type: 'text' },
        ]}
        values={search}
        onChange={filters.set}
        onClear={() => filters.clear(['role', 'class', 'text'])}
      />
      <Classes />
      <Loaded query={query}>
        {(resources) => {
          const shown = resources
            .map((one) => ({ ...one, fields: one.fields.filter((field) => fits(one, field)) }))
            .filter((one) => one.fields.length > 0)
            .sort((a, b) => word('resource', a.resource).localeCompare(word('resource', b.resource)))
          return shown.length === 0 ? (
            <Empty>{t('policy.none_match')}</Empty>
          ) : (
            <div className="policy">
              {shown.map((one) => (
                <Resource key={one.resource} resource={one} role={search.role} />
              ))}
            </div>
          )
        }}
      </Loaded>
      {mayUse('log', viewer.roles) && (
        <Text size="sm">
          <Link to="/log" search={{ kind: 'rule' }}>
            {t('policy.to_log')}
          </Link>
        </Text>
      )}
    </Page>
  )
}

/** Whether a field fits the filters of class and text; the text is looked for in the names of the resource and of the field. */
function useFits(search: { class?: string; text?: string }): (resource: PolicyResource, field: PolicyField) => boolean {
  const { word } = useTexts()
  const fieldName = useFieldName()
  const wanted = (search.text ?? '').toLowerCase()
  return ({ resource }, { field, class: fieldClass }) => {
    if (search.class && fieldClass !== search.class) return false
    const names = [resource, word('resource', resource), field, fieldName(field)]
    return names.join(' ').toLowerCase().includes(wanted)
  }
}

function Classes() {
  const { t, word } = useTexts()
  return (
    <details>
      <summary>{t('policy.classes')}</summary>
      <dl className="proof" style={{ marginTop: 8 }}>
        {fieldClasses.map((one) => (
          <div key={one}>
            <dt>{word('field_class', one)}</dt>
            <dd>{word('field_class_means', one)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

function Resource({ resource, role }: { resource: PolicyResource; role: string | undefined }) {
  const { word } = useTexts()
  const groups = grouped(resource.fields)
  return (
    <Section title={word('resource', resource.resource)}>
      <ul className="reading">
        {role ? (
          <OfRole groups={groups} role={role} />
        ) : (
          groups.map((group) => (
            <li key={group.key}>
              <GroupHead group={group} />
              <Readers readers={group.readers} />
            </li>
          ))
        )}
      </ul>
    </Section>
  )
}

/** What one role reads, and when; then what it does not. */
function OfRole({ groups, role }: { groups: readonly FieldGroup[]; role: string }) {
  const { t, word } = useTexts()
  const whenText = useWhen()
  const readerOf = (group: FieldGroup) => group.readers.find((reader) => reader.role === role)
  const hidden = groups.filter((group) => !readerOf(group)).flatMap((group) => group.fields)
  return (
    <>
      {groups.map((group) => {
        const reader = readerOf(group)
        if (!reader) return null
        return (
          <li key={group.key}>
            <GroupHead group={group} />
            <Text size="sm" c="dimmed">
              {whenText(reader.when)}
            </Text>
          </li>
        )
      })}
      {hidden.length > 0 && (
        <li>
          <Text size="sm" component="div">
            <strong>{t('policy.not_read', { role: word('role', role) })}</strong> <FieldNames names={hidden} />
          </Text>
        </li>
      )}
    </>
  )
}

function GroupHead({ group }: { group: FieldGroup }) {
  const { t, word } = useTexts()
  return (
    <div>
      <FieldNames names={group.fields} />{' '}
      <span className="tag" data-tone={toneOfClass[group.class] ?? 'plain'}>
        {word('field_class', group.class)}
      </span>{' '}
      {group.recorded && <span className="faint small">{t('policy.recorded')}</span>}{' '}
      {group.follows && <span className="faint small">{t('policy.follows')}</span>}
    </div>
  )
}

const toneOfClass: Readonly<Record<string, string>> = {
  operational: 'busy',
  personal: 'warn',
  vetting: 'warn',
  financial: 'warn',
  secret: 'stop',
}
