import { Button } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { address, get } from '../../api/http'
import { useTexts } from '../../i18n'

/** Whether one may sign in at a provider here. */
export const providerQuery = queryOptions({
  queryKey: ['oidc'],
  queryFn: () => get<{ configured: boolean }>('/oidc'),
  staleTime: Infinity,
  retry: false,
})

/** The way to sign in at the organisation's own provider, where one is configured. */
export function ProviderLink() {
  const { t } = useTexts()
  const query = useQuery(providerQuery)
  if (!query.data?.configured) return null
  return (
    <Button component="a" href={address('/oidc/start')} variant="default" mt="md">
      {t('login.provider')}
    </Button>
  )
}
