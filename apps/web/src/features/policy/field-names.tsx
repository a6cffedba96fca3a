import { comma, useTexts } from '../../i18n'

/** Fields in the reader's words where the catalogue has them, else by the API's own name. */
export function useFieldName(): (name: string) => string {
  const { told } = useTexts()
  return (name) => told('field_name', name, name)
}

/** A list of fields, as the access log and the policy name them. */
export function FieldNames({ names }: { names: readonly string[] }) {
  const nameOf = useFieldName()
  return <span className="break">{names.map(nameOf).join(comma())}</span>
}
