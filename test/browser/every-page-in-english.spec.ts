import { everyPageIsAccessible } from './every-page-accessible'

everyPageIsAccessible('English', 'en')
