/* Reasons to pause a window (Q7): those of the hall, or the usual ones. The hall keeps the words; a screen knows them
 * again and shows them in its own language. */
import type { State } from '../api/types'
import { knownAs, nameIn, type Thing } from './hallWords'
import { i18n, type Language } from './i18n'

export type PauseHall = Pick<State, 'pause_reasons'>

const USUAL = ['short', 'meal', 'office', 'device', 'handover'] as const

const both = (key: string): Thing => ({
	name: i18n.global.t(key, {}, { locale: 'zh-CN' }),
	name_en: i18n.global.t(key, {}, { locale: 'en' }),
})
const usual = (): Thing[] => USUAL.map((reason) => both(`window.pauseReasons.${reason}`))

/* What a desk offers. */
export function pauseReasonsOf(hall: PauseHall): readonly Thing[] {
	return hall.pause_reasons?.length ? hall.pause_reasons : usual()
}

/* Why a window is paused, in one language where the words are known, else as the clerk wrote them. */
export function pauseWords(words: string, hall: PauseHall, language: Language): string {
	const known = knownAs(words, [...(hall.pause_reasons ?? []), ...usual()])
	return known ? nameIn(known, language) : words
}
