/* Reasons to pause a window (Q7). The hall keeps the words that the clerk's screen showed; another screen
 * knows them again and shows them in its own language. */
import { i18n, LANGUAGES } from './i18n'

export const PAUSE_REASONS = ['short', 'meal', 'office', 'device', 'handover'] as const

export type PauseReason = (typeof PAUSE_REASONS)[number]

/* The reason that `words` stand for in any language, or null for words of the clerk's own. */
export function pauseReasonOf(words: string): PauseReason | null {
	const says = (reason: PauseReason) =>
		LANGUAGES.some((language) => i18n.global.t(`window.pauseReasons.${reason}`, {}, { locale: language }) === words)
	return PAUSE_REASONS.find(says) ?? null
}
