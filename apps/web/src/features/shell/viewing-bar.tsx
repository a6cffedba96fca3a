import { Button } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api/http'
import { useTexts } from '../../i18n'
import { ProblemNote } from '../../ui/page'
import { useViewer } from '../session/viewer'

/** On every screen while a trainer looks through a role: whose view it is, that nothing can be changed, and the way out. */
export function ViewingBar() {
  const { t, word } = useTexts()
  const { viewAs, displayName } = useViewer()
  const [ending, setEnding] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  if (viewAs === null) return null
  const end = async () => {
    setEnding(true)
    try {
      await call('DELETE', '/view-as')
      // What was read through that role must not stay in memory: the screens begin anew.
      window.location.assign('/')
    } catch (refusal) {
      setProblem(refusal)
      setEnding(false)
    }
  }
  return (
    <section className="viewing" aria-label={t('viewing.label')}>
      <p>
        <strong>{t('viewing.as', { role: word('role', viewAs) })}</strong> {t('viewing.means', { name: displayName })}
      </p>
      <Button size="compact-sm" variant="white" color="dark" loading={ending} onClick={() => void end()}>
        {t('viewing.end')}
      </Button>
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  )
}
