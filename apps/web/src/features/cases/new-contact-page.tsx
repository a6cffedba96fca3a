import { Button, Checkbox, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Controller, useFieldArray, useForm, type FieldPath } from 'react-hook-form'
import type { Receipt } from '../../api/types'
import { useTexts } from '../../i18n'
import { DayField } from '../../ui/day-field'
import { mapErrors } from '../../ui/command/server-errors'
import { useSubmit } from '../../ui/command/submit'
import { Page, ProblemNote, Section } from '../../ui/page'
import { UnsavedGuard } from '../../ui/unsaved'
import { Guard } from '../shell/guard'
import { channels, needs, pathways, relations, services } from './codes'

interface Member {
  relation: string
  name: string
  nameMy: string
  bornOn: string
}

interface Contact {
  service: string
  pathway: string
  channel: string
  applicant: { name: string; nameMy: string; bornOn: string; rank: string; unit: string; needs: string[] }
  household: Member[]
}

const blank: Contact = {
  service: '',
  pathway: '',
  channel: '',
  applicant: { name: '', nameMy: '', bornOn: '', rank: '', unit: '', needs: [] },
  household: [],
}

/** Empty answers are left out: the API wants a text or nothing. */
function tidy<T extends object>(answers: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(answers).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)),
  ) as Partial<T>
}

export function NewContactPage() {
  return (
    <Guard area="cases">
      <NewContact />
    </Guard>
  )
}

/** Somebody got in touch: the applicant and the people who move with them. */
function NewContact() {
  const { t, word } = useTexts()
  const navigate = useNavigate()
  const form = useForm<Contact>({ defaultValues: blank })
  const { errors, isDirty } = form.formState
  const members = useFieldArray({ control: form.control, name: 'household' })
  const [refusal, setRefusal] = useState<unknown>(null)
  const [saved, setSaved] = useState(false)
  const submit = useSubmit<Receipt>({ said: t('contact.opened') })

  const send = form.handleSubmit(async (answers) => {
    setRefusal(null)
    const body = {
      service: answers.service,
      pathway: answers.pathway,
      channel: answers.channel,
      applicant: tidy(answers.applicant),
      household: answers.household.map(tidy),
    }
    try {
      const receipt = await submit.mutateAsync({ path: '/cases', body })
      setSaved(true)
      // The guard above reads the state of the next render, so the way out waits for it.
      window.setTimeout(() => void navigate({ to: '/cases/$caseId', params: { caseId: receipt.id } }))
    } catch (problem) {
      if (!mapErrors(form, problem, (path) => (path in blank || path.includes('.') ? path : null))) setRefusal(problem)
    }
  })

  const required = { required: t('form.required') }
  const errorOf = (path: string): string | undefined => {
    const at = path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], errors)
    return (at as { message?: string } | undefined)?.message
  }
  const text = (path: FieldPath<Contact>, label: string, options: { required?: boolean; description?: string } = {}) => (
    <TextInput
      label={label}
      description={options.description}
      withAsterisk={options.required}
      error={errorOf(path)}
      {...form.register(path, options.required ? required : {})}
    />
  )
  const day = (path: 'applicant.bornOn' | `household.${number}.bornOn`, label: string) => (
    <Controller
      control={form.control}
      name={path}
      rules={required}
      render={({ field }) => (
        <DayField
          label={label}
          withAsterisk
          error={errorOf(path)}
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          inputRef={field.ref}
        />
      )}
    />
  )
  const select = (path: FieldPath<Contact>, label: string, group: string, codes: readonly string[]) => (
    <NativeSelect
      label={label}
      withAsterisk
      error={errorOf(path)}
      {...form.register(path, required)}
      data={[{ value: '', label: t('form.choose') }, ...codes.map((code) => ({ value: code, label: word(group, code) }))]}
    />
  )

  return (
    <Page title={t('contact.title')} lead={t('contact.lead')}>
      <UnsavedGuard dirty={isDirty && !saved} />
      <form noValidate onSubmit={send}>
        <Stack gap="lg" maw="56rem">
          {refusal !== null && <ProblemNote problem={refusal} />}
          <Section title={t('contact.how')}>
            <SimpleGrid cols={{ base: 1, sm: 3 }}>
              {select('service', t('case.service'), 'service', services)}
              {select('pathway', t('case.pathway'), 'pathway', pathways)}
              {select('channel', t('case.channel'), 'channel', channels)}
            </SimpleGrid>
          </Section>
          <Section title={t('contact.applicant')}>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {text('applicant.name', t('person.name'), { required: true })}
              {text('applicant.nameMy', t('person.name_my'))}
              {day('applicant.bornOn', t('person.born_on'))}
              {text('applicant.rank', t('person.rank'))}
              {text('applicant.unit', t('person.unit'), { description: t('person.unit_hint') })}
              <Controller
                control={form.control}
                name="applicant.needs"
                render={({ field }) => (
                  <Checkbox.Group
                    label={t('person.needs')}
                    error={errorOf('applicant.needs')}
                    value={field.value}
                    onChange={field.onChange}
                  >
                    <Group gap="md" mt={6}>
                      {needs.map((need) => (
                        <Checkbox key={need} value={need} label={word('need', need)} />
                      ))}
                    </Group>
                  </Checkbox.Group>
                )}
              />
            </SimpleGrid>
          </Section>
          <Section
            title={t('contact.household')}
            aside={
              <Button
                variant="default"
                size="xs"
                onClick={() => members.append({ relation: '', name: '', nameMy: '', bornOn: '' })}
              >
                {t('contact.add_person')}
              </Button>
            }
          >
            {errorOf('household.root') && <Text c="red">{errorOf('household.root')}</Text>}
            {members.fields.length === 0 && <Text c="dimmed">{t('contact.alone')}</Text>}
            <Stack gap="md">
              {members.fields.map((member, index) => (
                <fieldset key={member.id} className="member">
                  <Group justify="space-between" mb="xs">
                    <Title order={3}>{t('contact.person_n', { n: index + 2 })}</Title>
                    <Button variant="subtle" size="compact-sm" color="red.8" onClick={() => members.remove(index)}>
                      {t('form.remove')}
                    </Button>
                  </Group>
                  <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
                    {select(`household.${index}.relation`, t('person.relation'), 'relation', relations)}
                    {text(`household.${index}.name`, t('person.name'), { required: true })}
                    {text(`household.${index}.nameMy`, t('person.name_my'))}
                    {day(`household.${index}.bornOn`, t('person.born_on'))}
                  </SimpleGrid>
                </fieldset>
              ))}
            </Stack>
          </Section>
          <Group>
            <Button type="submit" loading={submit.isPending}>
              {t('contact.open')}
            </Button>
            <Button variant="subtle" component={Link} to="/cases">
              {t('form.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  )
}
