/* Words of the hall's configuration that were written down with what happened, in the language of whoever reads them:
 * who sees to an alert (M2), why a window pauses (Q7), what was wrong (Q14). The log keeps one language; a state of then
 * or of now has the names in both. Words that it does not know stay as somebody wrote them. */
import type { State } from '../api/types'
import type { Language } from './i18n'
import { reasonsOf } from './ratingWords'

export interface Thing {
	name: string
	name_en?: string
}

/* What a comment of a pad or phone has between reasons and words of the customer's own. */
export const BETWEEN = '；'
const BETWEEN_IN: Record<Language, string> = { 'zh-CN': BETWEEN, en: '; ' }

export const nameIn = (thing: Thing, language: Language): string => (language === 'en' && thing.name_en) || thing.name

/* The thing that `words` name in any language, or null. */
export function knownAs<T extends Thing>(words: string, things: readonly T[]): T | null {
	return things.find((thing) => thing.name === words) ?? things.find((thing) => thing.name_en === words) ?? null
}

export function ownerWords(owner: string, hall: Pick<State, 'owners'>, language: Language): string {
	const known = knownAs(owner, hall.owners ?? [])
	return known ? nameIn(known, language) : owner
}

/* A customer's comment: the reasons in it in the language of the reader, the rest in the customer's words. */
export function commentWords(comment: string, hall: Pick<State, 'rating_reasons'>, language: Language): string {
	const reasons = reasonsOf(hall)
	const parts = comment.split(BETWEEN)
	const known = parts.map((part) => knownAs(part, reasons))
	if (known.every((reason) => reason === null)) return comment
	return parts.map((part, i) => (known[i] ? nameIn(known[i], language) : part)).join(BETWEEN_IN[language])
}
