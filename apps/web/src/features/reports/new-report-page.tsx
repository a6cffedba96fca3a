import { Radio, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { clockQuery } from '../../api/session'
import { useTexts } from '../../i18n'
import { Loaded, Page, Section } from '../../ui/page'
import { Guard } from '../shell/guard'
import { kindsQuery } from './report-data'
import { ReportForm } from './report-form'

export function NewReportPage() {
  return (
    <Guard area="reports">
      <NewReport />
    </Guard>
  )
}

/** Which report, and over what. The kinds and what each may be told come from the server. */
function NewReport() {
  const { t, told } = useTexts()
  const search = useSearch({ from: '/shell/reports/new' })
  const navigate = useNavigate()
  const kinds = useQuery(kindsQuery)
  const clock = useQuery(clockQuery)
  return (
    <Page title={t('report.new')} lead={t('report.new_lead')}>
      <Loaded query={kinds}>
        {(all) => {
          const kind = all.find((one) => one.kind === search.kind) ?? all[0]
          return (
            <>
              <Section title={t('report.which')}>
                <Radio.Group
                  aria-label={t('report.which')}
                  value={kind?.kind ?? ''}
                  onChange={(next) => void navigate({ to: '/reports/new', search: { kind: next }, replace: true })}
                >
                  <Stack gap="sm">
                    {all.map((one) => (
                      <Radio
                        key={one.kind}
                        value={one.kind}
                        label={told('report_kind', one.kind, one.title)}
                        description={told('report_does', one.kind, one.does)}
                      />
                    ))}
                  </Stack>
                </Radio.Group>
              </Section>
              {kind && clock.data && <ReportForm key={kind.kind} kind={kind} today={clock.data.today} />}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}
