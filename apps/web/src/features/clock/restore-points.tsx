import { Alert, Button, Group, Loader, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../i18n'
import { Dialog } from '../../ui/over'
import { Loaded, ProblemNote, Section } from '../../ui/page'
import { Rows, type Column } from '../../ui/rows'
import { DateText, NumberText, TimeText } from '../../ui/values'
import { restorePointsQuery, startName, type RestorePoint } from './clock-data'
import { MakePoint } from './make-point'
import { RestorePointAct, type Asked } from './restore-point-act'
import { sizeText } from './size-text'
import { useKeeper } from './use-keeper'

/** Named copies of the whole world, to which a trainer returns. */
export function RestorePoints({ moving }: { moving: boolean }) {
  const { t, language } = useTexts()
  const query = useQuery(restorePointsQuery)
  const [asked, setAsked] = useState<Asked | null>(null)
  const keeper = useKeeper(() => setAsked(null))
  const swapping = keeper.isPending && keeper.variables.swaps === true
  const nameOf = (point: RestorePoint) => (point.name === startName ? t('restore.start') : point.name)
  const start = query.data?.items.find((point) => point.name === startName)
  const ask = (next: Asked) => {
    keeper.reset()
    setAsked(next)
  }
  const columns: Column<RestorePoint>[] = [
    { key: 'name', main: true, head: t('restore.name'), cell: (point) => <span className="break">{nameOf(point)}</span> },
    { key: 'date', head: t('clock.title'), cell: (point) => <DateText value={point.programmeDate} /> },
    { key: 'cases', head: t('cases.title'), right: true, cell: (point) => <NumberText value={point.cases} /> },
    {
      key: 'size',
      head: t('restore.size'),
      right: true,
      cell: (point) => <span className="figure">{sizeText(point.bytes, language)}</span>,
    },
    { key: 'at', head: t('restore.made'), cell: (point) => <TimeText value={point.madeAt} /> },
    {
      key: 'by',
      head: t('restore.by'),
      cell: (point) => (point.madeBy === 'system' ? t('role.system') : point.madeBy),
    },
    { key: 'fits', head: t('restore.fits'), cell: (point) => (point.fits ? t('restore.fits_yes') : t('restore.fits_no')) },
    {
      key: 'act',
      head: '',
      right: true,
      cell: (point) => (
        <Group gap={6} justify="flex-end">
          <Button
            size="compact-sm"
            variant="default"
            disabled={!point.fits || moving}
            aria-label={t('restore.load_this', { name: nameOf(point) })}
            onClick={() => ask({ what: 'load', point, name: nameOf(point) })}
          >
            {t('restore.load')}
          </Button>
          {point.name !== startName && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('restore.delete_this', { name: nameOf(point) })}
              onClick={() => ask({ what: 'delete', point, name: nameOf(point) })}
            >
              {t('restore.delete')}
            </Button>
          )}
        </Group>
      ),
    },
  ]
  return (
    <Section
      title={t('restore.title')}
      aside={
        start && (
          <Button
            size="sm"
            variant="default"
            disabled={!start.fits || moving}
            onClick={() => ask({ what: 'reset', point: start, name: nameOf(start) })}
          >
            {t('restore.reset')}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="sm" maw="44rem">
        {t('restore.lead')}
      </Text>
      <Loaded query={query}>
        {({ items, available }) =>
          available ? (
            <>
              {moving && <Text mb="sm">{t('restore.moving')}</Text>}
              <MakePoint disabled={moving} />
              {items.length > 0 ? (
                <Rows caption={t('restore.title')} columns={columns} rows={items} rowKey={(point) => point.id} />
              ) : (
                <Text c="dimmed">{t('restore.none')}</Text>
              )}
            </>
          ) : (
            <Alert color="gray" variant="light" title={t('restore.unavailable')}>
              {t('restore.unavailable_why')}
            </Alert>
          )
        }
      </Loaded>
      <RestorePointAct
        asked={asked}
        busy={keeper.isPending}
        problem={keeper.error === null ? null : <ProblemNote problem={keeper.error} />}
        onConfirm={(act) => keeper.mutate(act)}
        onClose={() => setAsked(null)}
      />
      {swapping && (
        <Dialog
          onClose={() => undefined}
          withCloseButton={false}
          closeOnEscape={false}
          closeOnClickOutside={false}
          zIndex={500}
          centered
          title={t('restore.loading')}
        >
          <Group role="status" gap="sm">
            <Loader size="sm" aria-hidden />
            <Text>{t('restore.loading_lead')}</Text>
          </Group>
        </Dialog>
      )}
    </Section>
  )
}
