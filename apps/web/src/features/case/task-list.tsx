import { Link } from '@tanstack/react-router'
import { useTexts } from '../../i18n'
import { Section } from '../../ui/page'
import type { Task, TaskStatus } from './tasks'

interface Props {
  caseId: string
  tasks: readonly Task[]
  /** Tabs that the viewer has; a task that stands on none of them is told and leads nowhere. */
  tabs: readonly string[]
}

const tones: Readonly<Record<TaskStatus, string>> = {
  not_yet: 'busy',
  cannot_start: 'none',
  in_progress: 'warn',
  done: 'none',
  not_needed: 'none',
}

/** The pipeline as a list of tasks, each with how it stands and whose it is. */
export function TaskList({ caseId, tasks, tabs }: Props) {
  const { t, word } = useTexts()
  return (
    <Section title={t('task.title')}>
      <ul className="tasks">
        {tasks.map(({ name, status, role, tab }) => (
          <li key={name} data-status={status}>
            <span className="task-name">
              {tabs.includes(tab) ? (
                <Link to="/cases/$caseId" params={{ caseId }} search={tab === 'overview' ? {} : { tab }}>
                  {word('task', name)}
                </Link>
              ) : (
                word('task', name)
              )}
              <span className="small faint">{word('role', role)}</span>
            </span>
            <span className={tones[status] === 'none' ? 'task-status' : 'task-status tag'} data-tone={tones[status]}>
              {word('task_status', status)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
