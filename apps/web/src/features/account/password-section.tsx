import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTexts } from '../../i18n'
import { mapErrors } from '../../ui/command/server-errors'
import { useSubmit } from '../../ui/command/submit'
import { ProblemNote, Section } from '../../ui/page'
import { SecretInput } from '../../ui/secret-input'

const fields = ['password', 'newPassword', 'again'] as const
type Typed = Record<(typeof fields)[number], string>

/** A new password: its rules are told before, and what the server finds wrong stands beside the field. */
export function PasswordSection() {
  const { t } = useTexts()
  const form = useForm<Typed>({ defaultValues: { password: '', newPassword: '', again: '' } })
  const { errors } = form.formState
  const [problem, setProblem] = useState<unknown>(null)
  const change = useSubmit<void>({ said: t('password.changed'), onDone: () => form.reset() })
  const send = async ({ password, newPassword }: Typed) => {
    setProblem(null)
    try {
      await change.mutateAsync({ path: '/password', body: { password, newPassword } })
    } catch (refusal) {
      if (!mapErrors(form, refusal, (path) => fields.find((name) => name === path) ?? null)) setProblem(refusal)
    }
  }
  const required = { required: t('form.required') }
  return (
    <Section title={t('password.title')}>
      <form noValidate onSubmit={form.handleSubmit(send)}>
        <Stack maw="30rem">
          <div>
            <Text size="sm">{t('password.rules')}</Text>
            <ul className="told-before small">
              <li>{t('password.rule_long')}</li>
              <li>{t('password.rule_any')}</li>
              <li>{t('password.rule_own')}</li>
              <li>{t('password.rule_common')}</li>
            </ul>
          </div>
          <Text size="sm">{t('password.ends_others')}</Text>
          {problem !== null && <ProblemNote problem={problem} />}
          <SecretInput
            label={t('password.present')}
            autoComplete="current-password"
            error={errors.password?.message}
            {...form.register('password', required)}
          />
          <SecretInput
            label={t('password.new')}
            autoComplete="new-password"
            error={errors.newPassword?.message}
            {...form.register('newPassword', required)}
          />
          <SecretInput
            label={t('password.again')}
            autoComplete="new-password"
            error={errors.again?.message}
            {...form.register('again', {
              ...required,
              validate: (typed, all) => typed === all.newPassword || t('password.differs'),
            })}
          />
          <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
            {t('password.change')}
          </Button>
        </Stack>
      </form>
    </Section>
  )
}
