import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { useTexts } from '../../i18n'
import { FieldInput } from '../../ui/command/field-input'
import { mapErrors } from '../../ui/command/server-errors'
import type { Answers, Field } from '../../ui/command/spec'
import { useSubmit } from '../../ui/command/submit'
import { SideDrawer } from '../../ui/over'
import { ProblemNote } from '../../ui/page'
import { UnsavedGuard } from '../../ui/unsaved'
import { UnsavedQuestion } from '../../ui/unsaved-question'
import { useViewing } from '../session/viewer'

/** A new rule to ask for, and what is said of it while its days are typed. */
export interface NewRule {
  readonly title: string
  readonly path: string
  readonly fields: readonly Field[]
  readonly start: Answers
  readonly body: (answers: Answers) => Answers
  /** What the rule would touch, in words; null while its days make none. */
  readonly touches: (from: string, until: string) => string | null
}

/** A dated rule as a form that says, while one types, which months or claims it will touch. */
export function RuleDrawer({ rule, onClose }: { rule: NewRule; onClose: () => void }) {
  const { t } = useTexts()
  const viewing = useViewing()
  const form = useForm<Answers>({ defaultValues: rule.start })
  const [refusal, setRefusal] = useState<unknown>(null)
  const [asking, setAsking] = useState(false)
  const submit = useSubmit<unknown>({ said: t('form.done', { what: rule.title }), onDone: onClose })
  const [from, until] = useWatch({ control: form.control, name: ['from', 'until'] })
  const touches = rule.touches(String(from ?? ''), String(until ?? ''))
  const { isDirty } = form.formState
  const send = form.handleSubmit(async (answers) => {
    setRefusal(null)
    try {
      await submit.mutateAsync({ path: rule.path, body: rule.body(answers) })
    } catch (problem) {
      const known = (path: string) => rule.fields.find(({ name }) => name === path.split('.')[0])?.name ?? null
      if (!mapErrors(form, problem, known)) setRefusal(problem)
    }
  })
  return (
    <SideDrawer onClose={() => (isDirty ? setAsking(true) : onClose())} title={rule.title}>
      <UnsavedGuard dirty={isDirty && !submit.isSuccess} />
      {asking && <UnsavedQuestion onDiscard={onClose} onKeep={() => setAsking(false)} />}
      <form noValidate onSubmit={(event) => void send(event)}>
        <Stack>
          {refusal !== null && <ProblemNote problem={refusal} />}
          {rule.fields.map((field) => (
            <FieldInput key={field.name} field={field} control={form.control} />
          ))}
          <div className="touches" aria-live="polite">
            {touches ?? t('rules.touches_nothing')}
          </div>
          <Group gap="xs">
            <Button type="submit" loading={submit.isPending} disabled={viewing}>
              {rule.title}
            </Button>
            <Button variant="subtle" onClick={onClose}>
              {t('form.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </SideDrawer>
  )
}
