/* The levels and reasons that pads and phones offer: those of the hall, or the usual ones in both languages (Q14). The
 * usual ones stand among the words of the pad. */
import type { Link, Rating, RatingReason, State } from '../api/types'
import { i18n } from './i18n'

type Hall = Pick<State | Link, 'ratings' | 'rating_reasons'>

const LEVELS = [5, 4, 3, 2, 1] as const
const REASONS = ['slow', 'manner', 'skill', 'wait', 'place', 'other'] as const

const both = (key: string) => ({
	name: i18n.global.t(key, {}, { locale: 'zh-CN' }),
	name_en: i18n.global.t(key, {}, { locale: 'en' }),
})

export function levelsOf(hall: Hall): Rating[] {
	if (hall.ratings?.length) return hall.ratings
	return LEVELS.map((level) => ({ level, ...both(`pad.levels.${level}`) }))
}

export function reasonsOf(hall: Pick<Hall, 'rating_reasons'>): RatingReason[] {
	if (hall.rating_reasons?.length) return hall.rating_reasons
	return REASONS.map((reason) => both(`pad.usual.${reason}`))
}
