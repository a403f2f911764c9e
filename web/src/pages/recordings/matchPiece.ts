/* Which piece of a pack a file holds, by its name (Q13): `3.wav`, `请.m4a`, `window.w1.wav`, `mandarin-A.wav`, or in a
 * folder that is named for its language. What fits nothing is left for a person to say. */
import type { VoiceLanguage, VoicePiece } from '../../api/voice'

/* How people write languages; the longer ones first. */
const LANGUAGE_NAMES: Record<VoiceLanguage, readonly string[]> = {
	mandarin: ['mandarin', '普通话', '国语'],
	cantonese: ['cantonese', '粤语', '粵語', '廣東話', '广东话'],
	english: ['english', '英语', '英文'],
}
const LANGUAGES = Object.keys(LANGUAGE_NAMES) as VoiceLanguage[]
const BETWEEN = /^[\s._-]+/

export const keyOf = (one: Pick<VoicePiece, 'language' | 'piece'>) => `${one.language}/${one.piece}`

/* As people may write it: no case, blanks or marks. */
const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[\s\p{P}]+/gu, '')

/* The language that `text` begins with, and what follows. */
function cutLanguage(text: string): { language: VoiceLanguage | null; rest: string } {
	const lower = text.toLowerCase()
	for (const language of LANGUAGES)
		for (const name of LANGUAGE_NAMES[language])
			if (lower.startsWith(name) && (lower === name || BETWEEN.test(lower.slice(name.length))))
				return { language, rest: text.slice(name.length).replace(BETWEEN, '') }
	return { language: null, rest: text }
}

/* `path` is the file's name, with its folders where they are known; `language` holds where neither names one. */
export function matchPiece(path: string, pieces: readonly VoicePiece[], language: VoiceLanguage): VoicePiece | null {
	const steps = path.normalize('NFC').split('/')
	const { language: named, rest } = cutLanguage((steps.pop() ?? '').replace(/\.[^.]{1,5}$/, '').trim())
	const folder = steps.map((step) => cutLanguage(step).language).find((found) => found !== null)
	const of = named ?? folder ?? language
	const wanted = plain(rest)
	if (wanted === '') return null
	const mine = pieces.filter((one) => one.language === of)
	return mine.find((one) => plain(one.piece) === wanted) ?? mine.find((one) => plain(one.say) === wanted) ?? null
}
