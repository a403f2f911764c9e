/* Why a window is paused: in the language of the screen where it is one of the usual reasons, else as the
 * clerk wrote it. */
import { pauseReasonOf } from '../text/pauseReasons'
import { useText } from '../text/useText'

export function usePauseWords(): (reason: string | undefined) => string {
	const { t } = useText()
	return (reason = '') => {
		const known = pauseReasonOf(reason)
		return known ? t(`window.pauseReasons.${known}`) : reason
	}
}
