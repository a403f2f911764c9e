/* Tests mount pages without their routes, so all words are there before any test. */
import { loadWords, SCREENS } from '../src/text/i18n'

await loadWords(SCREENS)
