/* Which class of customers is the usual one, and which go before it: the same at every screen.
 *
 * The hall says which one a ticket gets that names none; their order says nothing. A class with a lower rank goes
 * before the usual one. One with a higher rank goes behind, such as a company's bulk: that makes nobody else special. */
import type { Class } from '../api/types'

export function usualClass(classes: readonly Class[]): Class | null {
	return classes.find((one) => one.usual) ?? null
}

export function isFavoured(classes: readonly Class[], id: string | null | undefined): boolean {
	const usual = usualClass(classes)
	const rank = classes.find((one) => one.id === id)?.rank
	return usual !== null && rank !== undefined && rank < usual.rank
}
