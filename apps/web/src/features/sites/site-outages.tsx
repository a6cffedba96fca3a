import { Button } from '@mantine/core'
import { useTexts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import { Empty, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, NumberText, Word } from '../../ui/values'
import { liftOutage } from './site-acts'
import type { Outage, SiteFile } from './site-data'

interface Props {
  site: SiteFile
  lifts: boolean
  open: (spec: CommandSpec) => void
}

/** Places out of service, by date and reason. */
export function SiteOutages({ site, lifts, open }: Props) {
  const texts = useTexts()
  const { t } = texts
  const columns: Column<Outage>[] = [
    { key: 'from', main: true, head: t('placement.from'), cell: (outage) => <DateText value={outage.from} /> },
    { key: 'to', head: t('placement.to'), cell: (outage) => <DateText value={outage.to} /> },
    { key: 'places', head: t('site.places'), right: true, cell: (outage) => <NumberText value={outage.places} /> },
    { key: 'reason', head: t('field.reason'), cell: (outage) => <Word group="reason" code={outage.reason} /> },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (outage) =>
        lifts && !outage.liftedOn ? (
          <Button size="compact-sm" variant="default" onClick={() => open(liftOutage(site, outage, texts))}>
            {t('site.lift_outage')}
          </Button>
        ) : (
          outage.liftedOn && <span className="faint">{t('site.lifted')}</span>
        ),
    },
  ]
  return (
    <Section title={t('site.outages')}>
      {site.outages.length === 0 ? (
        <Empty>{t('site.no_outages')}</Empty>
      ) : (
        <Rows caption={t('site.outages')} columns={columns} rows={site.outages} rowKey={(outage) => outage.id} />
      )}
    </Section>
  )
}
