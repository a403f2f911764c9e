/* The levels and reasons that a pad offers: those of the hall, or the usual ones in both languages. */
import type { Rating, RatingReason, State } from '../../api/types'
import { i18n } from '../../text/i18n'

const LEVELS = [5, 4, 3, 2, 1] as const
const REASONS = ['slow', 'manner', 'skill', 'wait', 'place', 'other'] as const

const both = (key: string) => ({
	name: i18n.global.t(key, {}, { locale: 'zh-CN' }),
	name_en: i18n.global.t(key, {}, { locale: 'en' }),
})

export function levelsOf(state: State): Rating[] {
	if (state.ratings?.length) return state.ratings
	return LEVELS.map((level) => ({ level, ...both(`pad.levels.${level}`) }))
}

export function reasonsOf(state: State): RatingReason[] {
	if (state.rating_reasons?.length) return state.rating_reasons
	return REASONS.map((reason) => both(`pad.usual.${reason}`))
}
