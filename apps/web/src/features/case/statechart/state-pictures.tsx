import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
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
export function StatePictures({ caseId, subjects, selected }: Props) {
  const { t, word } = useTexts()
  const [face, setFace] = useState('picture')
  const own = subjects.filter(({ id }) => id === caseId)
  const others = subjects.filter(({ id, kind }) => id !== caseId && kind !== 'payment')
  const shared = { caseId, selected, asList: face === 'list' }
  return (
    <Section
      title={t('picture.title')}
      aside={
        <SegmentedControl
          size="xs"
          className="no-print"
          aria-label={t('picture.face')}
          value={face}
          onChange={setFace}
          data={[
            { value: 'picture', label: t('picture.picture') },
            { value: 'list', label: t('picture.list') },
          ]}
        />
      }
    >
      {own.map((subject) => (
        <OneLifecycle key={subject.id} subject={subject} {...shared} />
      ))}
      {others.map((subject) => (
        <details key={subject.id} className="other-lifecycle" open={selected.kind === subject.kind}>
          <summary>
            {word('kind', subject.kind)} <StateTag kind={subject.kind} state={subject.state} />
          </summary>
          <OneLifecycle subject={subject} {...shared} />
        </details>
      ))}
    </Section>
  )
}

function OneLifecycle({
  subject,
  caseId,
  selected,
  asList,
}: Omit<Props, 'subjects'> & { subject: PathSubject; asList: boolean }) {
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
