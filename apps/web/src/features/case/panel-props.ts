import type { CaseAction, CaseFile } from '../../api/types'
import type { Answers } from '../../ui/command/spec'

/** Opens the form of an action; `start` fills in what the place of the button already says. */
export type Act = (action: CaseAction, start?: Answers) => void

/** What each panel of the case page is given. */
export interface PanelProps {
  readonly file: CaseFile
  readonly actions: readonly CaseAction[]
  readonly act: Act
}
