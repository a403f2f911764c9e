/* Who will probably be called next from a window. The hall decides when it is asked, by rules that look at more than a
 * screen knows; so this is shown as a guess. After a call the event says who came second, which holds until somebody
 * better comes. */
import type { Class, Waiting, Window } from '../../api/types'

/* The lower, the earlier: what the rules put before everything else. */
function standing(entry: Waiting): number {
	if (entry.ahead) return 0
	if (entry.window || entry.clerk) return 1
	return entry.appointment !== undefined ? 2 : 3
}

/* `waiting` are those that wait for the window, oldest first; `second` is the number that the last call passed over. */
export function expectedNext(window: Window, waiting: readonly Waiting[], classes: readonly Class[], second: string | null): Waiting | null {
	const rank = (entry: Waiting) => classes.find((one) => one.id === entry.class)?.rank ?? Number.MAX_SAFE_INTEGER
	const known = waiting.find((entry) => entry.number === second)
	const best = [...waiting].sort((a, b) => standing(a) - standing(b) || rank(a) - rank(b) || Date.parse(a.since) - Date.parse(b.since))[0] ?? null
	if (known && (!best || standing(best) >= standing(known)) && window.ticket !== known.ticket) return known
	return best
}
