import { useQuery } from '@tanstack/react-query'
import { memo, Suspense, useEffect, useState } from 'react'
import { useTexts } from '../../../i18n'
import { later } from '../../../ui/later'
import { Loaded, Loading, Section } from '../../../ui/page'
import { StateTag } from '../../../ui/values'
import { lifecyclesQuery } from '../case-data'
import type { PathSubject } from '../subjects'
import { picturesQuery } from './picture-data'
import { StateList } from './state-list'

const Statechart = later(() => import('./statechart'), 'Statechart')

interface Props {
  caseId: string
  subjects: readonly PathSubject[]
  /** What the timeline is narrowed to. */
  selected: { readonly kind?: string | undefined; readonly state?: string | undefined }
}

/** The lifecycles that touch a case: its own first, then those of what it has. */
export const StatePictures = memo(function StatePictures({ caseId, subjects, selected }: Props) {
  const { t } = useTexts()
  const [face, setFace] = useState<'picture' | 'list'>('picture')
  const own = subjects.filter(({ id }) => id === caseId)
  const others = subjects.filter(({ id, kind }) => id !== caseId && kind !== 'payment')
  const shared = { caseId, selected, asList: face === 'list' }
  return (
    <Section
      title={t('picture.title')}
      aside={
        <div role="group" aria-label={t('picture.face')} className="chips no-print">
          {(['picture', 'list'] as const).map((name) => (
            <button key={name} type="button" className="chip" aria-pressed={face === name} onClick={() => setFace(name)}>
              {t(`picture.${name}`)}
            </button>
          ))}
        </div>
      }
    >
      {own.map((subject) => (
        <OneLifecycle key={subject.id} subject={subject} {...shared} />
      ))}
      {others.map((subject) => (
        <OtherLifecycle key={subject.id} subject={subject} {...shared} />
      ))}
    </Section>
  )
})

type LifecycleProps = Omit<Props, 'subjects'> & { readonly subject: PathSubject; readonly asList: boolean }

/** One that is looked at now and then, and drawn when it is. */
function OtherLifecycle(props: LifecycleProps) {
  const { word } = useTexts()
  const { subject, selected } = props
  const isSelected = selected.kind === subject.kind
  const [open, setOpen] = useState(isSelected)
  useEffect(() => {
    if (isSelected) setOpen(true)
  }, [isSelected])
  return (
    <details className="other-lifecycle" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {word('kind', subject.kind)} <StateTag kind={subject.kind} state={subject.state} />
      </summary>
      {open && <OneLifecycle {...props} />}
    </details>
  )
}

function OneLifecycle({ subject, caseId, selected, asList }: LifecycleProps) {
  const lifecycles = useQuery(lifecyclesQuery)
  const pictures = useQuery({ ...picturesQuery, enabled: !asList })
  return (
    <Loaded query={lifecycles}>
      {(all) => {
        const lifecycle = all.find((one) => one.name === subject.kind)
        const picture = pictures.data?.find((one) => one.name === subject.kind)
        if (!lifecycle) return null
        const list = <StateList {...{ lifecycle, subject, caseId }} />
        if (!asList && pictures.isPending) return <Loading />
        if (asList || !picture) return list
        return (
          <>
            <div className="no-print">
              <Suspense fallback={<div style={{ height: picture.height }} />}>
                <Statechart
                  {...{ picture, lifecycle, subject, caseId }}
                  selected={selected.kind === subject.kind ? selected.state : undefined}
                />
              </Suspense>
            </div>
            <div className="only-print">{list}</div>
          </>
        )
      }}
    </Loaded>
  )
}
