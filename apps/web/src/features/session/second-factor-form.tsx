import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Problem } from '../../api/http'
import { answerSecondFactor } from '../../api/session'
import type { Account } from '../../api/types'
import { useTexts } from '../../i18n'
import { ProblemNote } from '../../ui/page'

interface Props {
  onDone: (account: Account) => void
  /** Back to name and password. */
  onBack: () => void
}

/** The second step of logging in: a code of the authenticator app, or a recovery code. */
export function SecondFactorForm({ onDone, onBack }: Props) {
  const { t } = useTexts()
  const [problem, setProblem] = useState<unknown>(null)
  const form = useForm({ defaultValues: { code: '' } })
  const { errors, isSubmitting } = form.formState
  const send = async ({ code }: { code: string }) => {
    setProblem(null)
    try {
      onDone(await answerSecondFactor(code.replace(/\s/g, '').toUpperCase()))
    } catch (refusal) {
      const wrong = refusal instanceof Problem && refusal.errors.find(({ field }) => field === 'code')
      if (wrong) form.setError('code', { message: [wrong.message, wrong.fix].filter(Boolean).join(' ') }, { shouldFocus: true })
      else setProblem(refusal)
    }
  }
  return (
    <form noValidate onSubmit={form.handleSubmit(send)} aria-label={t('login.second')}>
      <Stack>
        <Text size="sm">{t('login.second_lead')}</Text>
        {problem !== null && <ProblemNote problem={problem} />}
        <TextInput
          label={t('login.code')}
          description={t('login.code_hint')}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          autoFocus
          error={errors.code?.message}
          {...form.register('code', { required: t('form.required') })}
        />
        <Group gap="xs">
          <Button type="submit" loading={isSubmitting}>
            {t('login.enter')}
          </Button>
          <Button variant="subtle" onClick={onBack}>
            {t('login.back')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
