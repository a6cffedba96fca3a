import { everyPageIsAccessible } from './every-page-accessible'

everyPageIsAccessible('Burmese', 'my')
