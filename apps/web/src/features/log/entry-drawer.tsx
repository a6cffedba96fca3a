import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { plain } from '../../api/types'
import { useTexts } from '../../i18n'
import { formatDate } from '../../i18n/format'
import { SideDrawer } from '../../ui/over'
import { Loaded } from '../../ui/page'
import { Facts } from '../../ui/rows'
import { Show, TimeText } from '../../ui/values'
import { Changes } from './changes'
import { HashInputs } from './hash-inputs'
import { jobOf, Moved } from './log-columns'
import { entryQuery, type Place, type ProvenEntry } from './log-data'

interface Props {
  place: Place
  onGo: (place: Place) => void
  onClose: () => void
}

/** One entry beside the list: what happened in a sentence, what it changed, and everything that its proof is made of. */
export function EntryDrawer({ place, onGo, onClose }: Props) {
  const { t } = useTexts()
  const query = useQuery(entryQuery(place))
  return (
    <SideDrawer onClose={onClose} size="xl" title={t('log.entry', { seq: place.seq })}>
      <Loaded query={query}>{(entry) => <Entry entry={entry} onGo={onGo} />}</Loaded>
    </SideDrawer>
  )
}

function Entry({ entry, onGo }: { entry: ProvenEntry; onGo: (place: Place) => void }) {
  const { t, word } = useTexts()
  const caseId = plain(entry.caseId)
  return (
    <div className="entry">
      <Sentence entry={entry} />
      <Facts
        items={[
          [t('case.state'), <Moved key="moved" entry={entry} />],
          [
            t('field.reason'),
            <Show key="reason" value={entry.reason}>
              {(reason) => word('reason', reason)}
            </Show>,
          ],
          [t('timeline.recorded'), <TimeText key="at" value={entry.recordedAt} />],
          [
            t('log.case'),
            caseId ? (
              <Link key="case" to="/cases/$caseId" params={{ caseId }} className="figure">
                {plain(entry.reference)}
              </Link>
            ) : (
              <span key="case" className="faint">
                –
              </span>
            ),
          ],
        ]}
      />
      <Part title={t('timeline.changed')}>
        <Changes changes={entry.changes} />
      </Part>
      <Part title={t('log.proof')}>
        <Proof entry={entry} />
      </Part>
      <Part title={t('log.neighbours')}>
        <Neighbours entry={entry} onGo={onGo} />
      </Part>
      <Part title={t('log.inputs')}>
        <HashInputs entry={entry} />
      </Part>
      <p className="small faint">{t('log.entry_limits')}</p>
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

/** Who did what, in which role, of which subject, and on which day. */
function Sentence({ entry }: { entry: ProvenEntry }) {
  const { t, word, language } = useTexts()
  const event = plain(entry.event)
  const role = plain(entry.role) ?? ''
  const isSystem = role === 'system'
  const about = [word('kind', entry.kind), plain(entry.reference)].filter(Boolean).join(' ')
  return (
    <p className="entry-sentence">
      {t('log.sentence', {
        who: isSystem ? t('timeline.system') : (plain(entry.actor)?.displayName ?? t('redacted.label')),
        role: isSystem ? word('job_name', jobOf(entry)) : word('role', role),
        what: event ? word('did', `${entry.kind}.${event}`) : t('redacted.label'),
        about,
        day: formatDate(entry.programmeDate, language),
      })}
    </p>
  )
}

/** Whether the stored bytes give the stored hash; it was computed anew for this look. */
function Proof({ entry }: { entry: ProvenEntry }) {
  const { t } = useTexts()
  const holds = plain(entry.hashHolds)
  return (
    <>
      {holds !== undefined && (
        <p>
          <span className="tag" data-tone={holds ? 'good' : 'stop'}>
            {holds ? t('log.hash_holds') : t('log.hash_breaks')}
          </span>
        </p>
      )}
      <p className="small">
        {t('timeline.hash')}: <Show value={entry.hash}>{(hash) => <code className="hash">{hash}</code>}</Show>
      </p>
    </>
  )
}

/** The entries before and after in the chain of the same subject, each with whether the link to it holds. */
function Neighbours({ entry, onGo }: { entry: ProvenEntry; onGo: (place: Place) => void }) {
  const { t } = useTexts()
  const [before, after] = [plain(entry.previous), plain(entry.next)]
  const at = (seq: number, label: string, isLinked: boolean) => (
    <li>
      <Link
        to="/log"
        search={(listed) => ({ ...listed, seq: undefined, entry: `${entry.subjectId}/${seq}` })}
        onClick={(event) => {
          event.preventDefault()
          onGo({ subjectId: entry.subjectId, seq })
        }}
      >
        {label}
      </Link>{' '}
      <span className="tag" data-tone={isLinked ? 'good' : 'stop'}>
        {isLinked ? t('log.linked') : t('log.not_linked')}
      </span>
    </li>
  )
  return (
    <ul className="plain neighbours">
      {before ? (
        at(before.seq, t('log.before', { seq: before.seq }), before.hash === plain(entry.prevHash))
      ) : (
        <li className="faint">{t('log.is_first')}</li>
      )}
      {after ? (
        at(after.seq, t('log.after', { seq: after.seq }), after.prevHash === plain(entry.hash))
      ) : (
        <li className="faint">{t('log.is_last')}</li>
      )}
      <li>
        <Link to="/log" search={{ subject: entry.subjectId }}>
          {t('log.whole_chain')}
        </Link>
      </li>
    </ul>
  )
}
