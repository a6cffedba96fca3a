import { isRedacted, plain } from '../../api/types'
import { comma, useTexts } from '../../i18n'
import { Covered } from '../../ui/values'
import type { Site } from './site-data'

/** How full a site is today: a bar, and the same in words. */
export function Occupancy({ site }: { site: Site }) {
  const { t } = useTexts()
  if ([site.places, site.occupied, site.booked, site.outOfService].some(isRedacted)) return <Covered />
  const [places, occupied, booked, out] = [site.places, site.occupied, site.booked, site.outOfService].map(
    (value) => plain(value) ?? 0,
  ) as [number, number, number, number]
  // More may be booked than there are places; the bar then stands for all that is taken.
  const whole = Math.max(1, places, occupied + booked + out)
  const part = (kind: string, n: number) => n > 0 && <span data-part={kind} style={{ width: `${(100 * n) / whole}%` }} />
  return (
    <div className="occupancy">
      <div className="occupancy-bar" aria-hidden>
        {part('occupied', occupied)}
        {part('booked', booked)}
        {part('out', out)}
      </div>
      <span className="small">
        {[
          t('site.occupied_of', { occupied, places }),
          booked > 0 ? t('site.booked_n', { n: booked }) : '',
          out > 0 ? t('site.out_n', { n: out }) : '',
        ]
          .filter(Boolean)
          .join(comma())}
      </span>
    </div>
  )
}
