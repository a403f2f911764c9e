/* Why a window is paused: in the language of the screen where the hall or the screen knows the reason, else as the
 * clerk wrote it. */
import { pauseWords, type PauseHall } from '../text/pauseReasons'
import { useText } from '../text/useText'

export function usePauseWords(hall: () => PauseHall): (reason: string | undefined) => string {
	const { language } = useText()
	return (reason = '') => pauseWords(reason, hall(), language())
}
