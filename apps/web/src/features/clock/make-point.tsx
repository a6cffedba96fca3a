import { Button, TextInput } from '@mantine/core'
import { useForm } from 'react-hook-form'
import { useTexts } from '../../i18n'
import { mapErrors } from '../../ui/command/server-errors'
import { ProblemNote } from '../../ui/page'
import { useKeeper } from './use-keeper'

/** Keeps the world as it is now under a name. */
export function MakePoint({ disabled }: { disabled: boolean }) {
  const { t } = useTexts()
  const form = useForm({ defaultValues: { name: '' } })
  const keeper = useKeeper(() => form.reset())
  const isShown = keeper.error !== null && form.formState.errors.name === undefined
  const make = form.handleSubmit(({ name }) =>
    keeper.mutate(
      {
        method: 'POST',
        path: '/restore-points',
        body: { name: name.trim() },
        said: t('restore.made_said', { name: name.trim() }),
      },
      { onError: (problem) => mapErrors(form, problem, (path) => (path === 'name' ? path : null)) },
    ),
  )
  return (
    <form noValidate onSubmit={(event) => void make(event)}>
      {isShown && <ProblemNote problem={keeper.error} />}
      <div className="clock-days make-point">
        <TextInput
          label={t('restore.new_name')}
          placeholder={t('restore.new_example')}
          maxLength={60}
          // Above the field, so that the button beside it stays in line.
          inputWrapperOrder={['label', 'error', 'input']}
          error={form.formState.errors.name?.message}
          {...form.register('name', { validate: (name) => name.trim() !== '' || t('form.required') })}
        />
        <Button type="submit" variant="default" disabled={disabled} loading={keeper.isPending}>
          {t('restore.make')}
        </Button>
      </div>
    </form>
  )
}
