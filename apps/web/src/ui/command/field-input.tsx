import { ActionIcon, Button, Checkbox, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Controller, useFieldArray, type Control, type FieldError } from 'react-hook-form'
import { useTexts } from '../../i18n'
import { DayField } from '../day-field'
import { NumberField } from '../number-field'
import { SecretInput } from '../secret-input'
import type { Answers, Field, Option } from './spec'

interface Props {
  field: Field
  control: Control<Answers>
}

/** The options of a choice, from the field or from the server, and whether they are still being fetched. */
export function useOptions(field: Field): { options: readonly Option[]; isLoading: boolean } {
  const asks = field.type === 'lookup' || field.type === 'items'
  const query = useQuery({
    queryKey: ['options', ...(asks ? field.key : [field.name])],
    queryFn: () => (asks ? field.load() : Promise.resolve([])),
    enabled: asks,
  })
  return { options: field.type === 'choice' ? field.options : (query.data ?? []), isLoading: query.isLoading }
}

/** One field of a command as an input with its label, hint and error. */
export function FieldInput({ field, control }: Props) {
  const { t } = useTexts()
  if (field.type === 'items') return <Items field={field} control={control} />
  const required = field.required ? t('form.required') : undefined
  return (
    <Controller
      name={field.name}
      control={control}
      rules={required && field.type !== 'flag' ? { required } : undefined}
      render={({ field: input, fieldState }) => (
        <Plain
          field={field}
          value={input.value}
          onChange={input.onChange}
          onBlur={input.onBlur}
          inputRef={input.ref}
          error={messageOf(fieldState.error)}
          control={control}
        />
      )}
    />
  )
}

function messageOf(error: FieldError | undefined): string | undefined {
  return error ? error.message || error.type : undefined
}

interface PlainProps {
  field: Field
  value: unknown
  onChange: (value: unknown) => void
  onBlur: () => void
  inputRef: (element: HTMLElement | null) => void
  error?: string
  control: Control<Answers>
}

function Plain({ field, value, onChange, onBlur, inputRef, error, control }: PlainProps) {
  const { t } = useTexts()
  const { options, isLoading } = useOptions(field)
  const common = {
    label: t(field.label),
    description: field.hint ? t(field.hint) : undefined,
    withAsterisk: field.required,
    error,
    onBlur,
  }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  switch (field.type) {
    case 'area':
      return <Textarea {...common} ref={inputRef} rows={3} value={text} onChange={(e) => onChange(e.currentTarget.value)} />
    case 'choice':
    case 'lookup':
      return (
        <NativeSelect
          {...common}
          ref={inputRef}
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
          data={[{ value: '', label: t(isLoading ? 'common.loading' : 'form.choose') }, ...options]}
        />
      )
    case 'number':
      return (
        <NumberField
          {...common}
          inputRef={inputRef}
          value={value === '' || value === undefined ? '' : Number(value)}
          onChange={onChange}
        />
      )
    case 'flag':
      return (
        <Checkbox
          label={t(field.label)}
          ref={inputRef}
          checked={value === true}
          onChange={(e) => onChange(e.currentTarget.checked)}
        />
      )
    case 'money':
      return (
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            {...common}
            style={{ flex: 1 }}
            ref={inputRef}
            inputMode="decimal"
            value={text}
            onChange={(e) => onChange(e.currentTarget.value)}
          />
          {field.currencies.length > 1 && (
            <Controller
              name={field.currencyName}
              control={control}
              render={({ field: currency }) => (
                <NativeSelect
                  label={t('form.currency')}
                  value={String(currency.value ?? '')}
                  onChange={(e) => currency.onChange(e.currentTarget.value)}
                  data={[...field.currencies]}
                />
              )}
            />
          )}
        </Group>
      )
    case 'password':
      return <SecretInput {...common} ref={inputRef} value={text} onChange={(e) => onChange(e.currentTarget.value)} />
    case 'date':
    case 'month':
      return (
        <DayField
          {...common}
          inputRef={inputRef}
          precision={field.type === 'date' ? 'day' : 'month'}
          value={text}
          onChange={onChange}
        />
      )
    default:
      return <TextInput {...common} ref={inputRef} value={text} onChange={(e) => onChange(e.currentTarget.value)} />
  }
}

/** Repeatable rows of a category and a count. */
function Items({ field, control }: Props) {
  const { t } = useTexts()
  const { options, isLoading } = useOptions(field)
  const rows = useFieldArray({ control, name: field.name as never })
  return (
    <Stack gap="xs" role="group" aria-label={t(field.label)}>
      <Text size="sm" fw={500}>
        {t(field.label)}
      </Text>
      {rows.fields.map((row, index) => (
        <Group key={row.id} gap="xs" wrap="nowrap" align="flex-end">
          <Controller
            control={control}
            name={`${field.name}.${index}.category`}
            rules={{ required: t('form.required') }}
            render={({ field: input, fieldState }) => (
              <NativeSelect
                label={t('claim.category')}
                style={{ flex: 1 }}
                ref={input.ref}
                error={messageOf(fieldState.error)}
                value={String(input.value ?? '')}
                onChange={(e) => input.onChange(e.currentTarget.value)}
                data={[{ value: '', label: t(isLoading ? 'common.loading' : 'form.choose') }, ...options]}
              />
            )}
          />
          <Controller
            control={control}
            name={`${field.name}.${index}.count`}
            rules={{ required: t('form.required') }}
            render={({ field: input, fieldState }) => (
              <NumberField
                label={t('claim.count')}
                w={90}
                inputRef={input.ref}
                error={messageOf(fieldState.error)}
                value={String(input.value ?? '') === '' ? '' : Number(input.value)}
                onChange={input.onChange}
              />
            )}
          />
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t('form.remove_row', { n: index + 1 })}
            disabled={rows.fields.length < 2}
            onClick={() => rows.remove(index)}
          >
            <span aria-hidden>✕</span>
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        onClick={() => rows.append({ category: '', count: 1 } as never)}
      >
        {t('form.add_row')}
      </Button>
    </Stack>
  )
}
