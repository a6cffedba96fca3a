import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTexts, type TextKey } from '../../i18n'
import { mapErrors } from '../../ui/command/server-errors'
import { useSubmit } from '../../ui/command/submit'
import { Loaded, ProblemNote, Section } from '../../ui/page'
import { QrPicture } from '../../ui/qr-picture'
import { SecretInput } from '../../ui/secret-input'
import { secondFactorQuery, type Enrolment, type SecondFactor } from './account-data'
import { RecoveryCodes } from './recovery-codes'

/** The second factor: an authenticator app, and codes on paper for when it is lost. */
export function SecondFactorSection() {
  const { t } = useTexts()
  const query = useQuery(secondFactorQuery)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  return (
    <Section title={t('totp.title')}>
      {codes ? (
        <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />
      ) : (
        <Loaded query={query}>{(state) => (state.on ? <On state={state} /> : <Off onCodes={setCodes} />)}</Loaded>
      )}
    </Section>
  )
}

/** Setting it up: the password, then the app, then a first code of it. */
function Off({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const { t } = useTexts()
  const [asking, setAsking] = useState(false)
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  if (enrolment) return <Confirm enrolment={enrolment} onCodes={onCodes} onCancel={() => setEnrolment(null)} />
  return (
    <Stack align="flex-start">
      <Text size="sm">{t('totp.off')}</Text>
      {asking ? (
        <ProvingForm<Enrolment>
          path="/totp"
          fields={['password']}
          submit={t('totp.begin')}
          onDone={setEnrolment}
          onCancel={() => setAsking(false)}
        />
      ) : (
        <Button onClick={() => setAsking(true)}>{t('totp.set_up')}</Button>
      )}
    </Stack>
  )
}

interface ConfirmProps {
  enrolment: Enrolment
  onCodes: (codes: readonly string[]) => void
  onCancel: () => void
}

function Confirm({ enrolment, onCodes, onCancel }: ConfirmProps) {
  const { t } = useTexts()
  return (
    <Stack align="flex-start">
      <Text size="sm">{t('totp.scan')}</Text>
      <QrPicture svg={enrolment.qr} label={t('totp.qr')} />
      <Text size="sm" component="div">
        {t('totp.or_type')} <span className="secret">{enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}</span>
      </Text>
      <ProvingForm<{ recoveryCodes: string[] }>
        path="/totp/confirm"
        fields={['code']}
        submit={t('totp.confirm')}
        said={t('totp.on_said')}
        onDone={({ recoveryCodes }) => onCodes(recoveryCodes)}
        onCancel={onCancel}
      />
    </Stack>
  )
}

function On({ state }: { state: SecondFactor }) {
  const { t } = useTexts()
  const [asking, setAsking] = useState(false)
  return (
    <Stack align="flex-start">
      <Text size="sm">
        {t('totp.on')} {t('totp.codes_left', { n: state.codesLeft })}
      </Text>
      {asking ? (
        <>
          <Text size="sm">{t('totp.off_means')}</Text>
          <ProvingForm<void>
            path="/totp/turn-off"
            fields={['password', 'code']}
            submit={t('totp.turn_off')}
            said={t('totp.off_said')}
            onDone={() => setAsking(false)}
            onCancel={() => setAsking(false)}
          />
        </>
      ) : (
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('totp.turn_off')}
        </Button>
      )}
    </Stack>
  )
}

type Proof = 'password' | 'code'

const labels = { password: 'password.present', code: 'login.code' } as const satisfies Record<Proof, TextKey>

interface ProvingProps<T> {
  path: string
  fields: readonly Proof[]
  submit: string
  said?: string
  onDone: (answer: T) => void
  onCancel: () => void
}

/** Asks again for what somebody proves themselves with. */
function ProvingForm<T>({ path, fields, submit, said, onDone, onCancel }: ProvingProps<T>) {
  const { t } = useTexts()
  const form = useForm<Record<Proof, string>>({ defaultValues: { password: '', code: '' } })
  const [problem, setProblem] = useState<unknown>(null)
  const sending = useSubmit<T>({ said, onDone })
  const send = async (typed: Record<Proof, string>) => {
    setProblem(null)
    const body = {
      ...(fields.includes('password') ? { password: typed.password } : {}),
      ...(fields.includes('code') ? { code: typed.code.replace(/\s/g, '').toUpperCase() } : {}),
    }
    try {
      await sending.mutateAsync({ path, body })
    } catch (refusal) {
      if (!mapErrors(form, refusal, (name) => fields.find((one) => one === name) ?? null)) setProblem(refusal)
    }
  }
  const Input = { password: SecretInput, code: TextInput }
  return (
    <form noValidate onSubmit={form.handleSubmit(send)}>
      <Stack maw="26rem">
        {problem !== null && <ProblemNote problem={problem} />}
        {fields.map((name) => {
          const Typed = Input[name]
          return (
            <Typed
              key={name}
              label={t(labels[name])}
              autoComplete={name === 'code' ? 'one-time-code' : 'current-password'}
              error={form.formState.errors[name]?.message}
              {...form.register(name, { required: t('form.required') })}
            />
          )
        })}
        <Group gap="xs">
          <Button type="submit" loading={sending.isPending}>
            {submit}
          </Button>
          <Button variant="subtle" onClick={onCancel}>
            {t('form.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
