import type { Texts } from '../../i18n'
import type { CommandSpec } from '../../ui/command/spec'
import type { Outage, SiteFile } from './site-data'

const outageReasons = ['repair', 'flood', 'water_supply', 'health', 'safety', 'host_withdrew'] as const
const closings = ['ended', 'unsafe', 'merged'] as const

/** Takes places out of service; which, and on which days, is shown before it is sent. */
export function recordOutage(site: SiteFile, { t, word }: Texts): CommandSpec {
  return {
    title: t('site.record_outage'),
    path: `/sites/${site.id}/outages`,
    lead: t('site.outage_lead'),
    fields: [
      { name: 'from', label: 'placement.from', type: 'date', required: true },
      { name: 'to', label: 'placement.to', type: 'date' },
      { name: 'places', label: 'site.places', type: 'number', required: true },
      {
        name: 'reason',
        label: 'field.reason',
        type: 'choice',
        required: true,
        options: outageReasons.map((value) => ({ value, label: word('reason', value) })),
      },
    ],
    seen: site.version,
    foreseen: true,
  }
}

export function liftOutage(site: SiteFile, outage: Outage, { t }: Texts): CommandSpec {
  return {
    title: t('site.lift_outage'),
    path: `/sites/${site.id}/outages/${outage.id}/lift`,
    fields: [],
    seen: site.version,
    lead: t('site.lift_lead'),
    foreseen: true,
  }
}

/** A site that is closed is never opened again. */
export function closeSite(site: SiteFile, { t, word }: Texts): CommandSpec {
  return {
    title: t('site.close'),
    path: `/sites/${site.id}/close`,
    fields: [
      {
        name: 'reason',
        label: 'field.reason',
        type: 'choice',
        required: true,
        options: closings.map((value) => ({ value, label: word('reason', value) })),
      },
    ],
    serious: true,
    seen: site.version,
    foreseen: true,
    forGood: t('site.close_for_good'),
  }
}
