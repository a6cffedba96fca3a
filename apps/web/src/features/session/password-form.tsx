import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from 'react-hook-form'
import { useState } from 'react'
import { logIn } from '../../api/session'
import type { Account } from '../../api/types'
import { useTexts } from '../../i18n'
import { ProblemNote } from '../../ui/page'
import { SecretInput } from '../../ui/secret-input'

interface Props {
  username?: string
  /** With null, the second factor is asked for now. */
  onDone: (account: Account | null) => void
}

/** User name and password. */
export function PasswordForm({ username = '', onDone }: Props) {
  const { t } = useTexts()
  const [problem, setProblem] = useState<unknown>(null)
  const form = useForm({ defaultValues: { username, password: '' } })
  const { errors, isSubmitting } = form.formState
  return (
    <form
      noValidate
      onSubmit={form.handleSubmit(async (values) => {
        setProblem(null)
        try {
          onDone(await logIn(values.username.trim(), values.password))
        } catch (refusal) {
          setProblem(refusal)
        }
      })}
    >
      <Stack>
        {problem !== null && <ProblemNote problem={problem} />}
        <TextInput
          label={t('login.username')}
          autoComplete="username"
          error={errors.username?.message}
          {...form.register('username', { required: t('form.required') })}
        />
        <SecretInput
          label={t('login.password')}
          autoComplete="current-password"
          error={errors.password?.message}
          {...form.register('password', { required: t('form.required') })}
        />
        <Button type="submit" loading={isSubmitting} style={{ alignSelf: 'flex-start' }}>
          {t('login.enter')}
        </Button>
      </Stack>
    </form>
  )
}
