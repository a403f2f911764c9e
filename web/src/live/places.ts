/* Who of a browser's pages may hold a connection open (Q12).
 *
 * Over HTTP/1.1 a browser has six connections to a server, for all of its pages together, and each stream holds
 * one: with six streams no page can read, send or load anything. So the pages tell each other what they would
 * hold, by a BroadcastChannel, which works without TLS as locks do not. All rank it alike: what is looked at
 * or listened to first, then what came first; the first PLACES_MAX have a place. Invariants: who has just come
 * has none until the others had SETTLE_MS to answer; pages that see it differently for a moment hold more than
 * PLACES_MAX only until they hear of each other; a page that went without a word is forgotten after MISSED_MAX
 * questions. Answering needs no timer, for those of pages in the back are slow. Over HTTP/2 and 3 all streams share one
 * connection, and every page has a place. */
import type { InjectionKey } from 'vue'

/* Leaves two for what is asked and sent. */
export const PLACES_MAX = 4
export const SETTLE_MS = 150
export const BEAT_MS = 2_000
export const MISSED_MAX = 3
/* Pages of another version that say something else use another name. */
const CHANNEL = 'openhall-places-1'
const ID_BYTES = 8

export interface Place {
	/* Whether it may hold a connection now. */
	mine(): boolean
	leave(): void
}

export interface Places {
	/* `changed` is called when mine() changes. `aloud` is for what people listen to, however hidden its page is. */
	join(changed: () => void, aloud?: boolean): Place
}

export interface Channel {
	postMessage(message: unknown): void
	addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
}

interface Holder {
	id: string
	since: number
	aloud: boolean
}

interface Told {
	page: string
	seen: boolean
	holders: Holder[]
	/* The others are to answer. */
	ask: boolean
}

interface Other extends Told {
	missed: number
}

interface Own extends Holder {
	mine: boolean
	changed: () => void
}

export const PLACES: InjectionKey<Places> = Symbol('places')

/* Everybody has a place: a page that cannot know of others. */
export const ALONE: Places = { join: () => ({ mine: () => true, leave: () => undefined }) }

function newId(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(ID_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function ranked(pages: Iterable<Pick<Told, 'seen' | 'holders'>>): string[] {
	const all = [...pages].flatMap(({ seen, holders }) => holders.map((one) => ({ ...one, back: seen || one.aloud ? 0 : 1 })))
	all.sort((a, b) => a.back - b.back || a.since - b.since || (a.id < b.id ? -1 : 1))
	return all.map((one) => one.id)
}

export function createPlaces(channel: Channel, seen = () => document.visibilityState !== 'hidden'): Places {
	const page = newId()
	const others = new Map<string, Other>()
	const own = new Set<Own>()
	let made = 0
	let settled = false
	let beatTimer: ReturnType<typeof setInterval> | undefined

	function say(ask: boolean, holders = [...own]): void {
		channel.postMessage({ page, seen: seen(), ask, holders: holders.map(({ id, since, aloud }) => ({ id, since, aloud })) } satisfies Told)
	}

	function judge(): void {
		const first = ranked([...others.values(), { seen: seen(), holders: [...own] }]).slice(0, PLACES_MAX)
		for (const one of [...own]) {
			const mine = settled && first.includes(one.id)
			if (mine === one.mine) continue
			one.mine = mine
			one.changed()
		}
	}

	function hear(told: Told): void {
		if (told.holders.length > 0) others.set(told.page, { ...told, missed: 0 })
		else others.delete(told.page)
		if (told.ask && own.size > 0) say(false)
		judge()
	}

	function beat(): void {
		for (const other of others.values()) if (++other.missed > MISSED_MAX) others.delete(other.page)
		say(true)
		judge()
	}

	function settle(): void {
		settled = true
		judge()
	}

	function leave(one: Own): void {
		if (!own.delete(one)) return
		say(false)
		if (own.size > 0) return judge()
		clearInterval(beatTimer)
	}

	channel.addEventListener('message', (event) => hear(event.data as Told))
	document.addEventListener('visibilitychange', () => {
		if (own.size === 0) return
		say(false)
		judge()
	})
	addEventListener('pagehide', () => say(false, []))

	return {
		join(changed, aloud = false) {
			const one: Own = { id: `${page}.${++made}`, since: Date.now(), aloud, mine: false, changed: () => undefined }
			if (made === 1) setTimeout(settle, SETTLE_MS)
			if (own.size === 0) beatTimer = setInterval(beat, BEAT_MS)
			own.add(one)
			say(true)
			judge()
			one.changed = changed
			return { mine: () => one.mine, leave: () => leave(one) }
		},
	}
}

/* As ALPN names them. */
const SHARING: ReadonlySet<string> = new Set(['h2', 'h3'])

/* How this page came is how its streams will come. Empty, as for a page out of the browser's cache, says nothing. */
function sharesConnection(): boolean {
	const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
	return page !== undefined && SHARING.has(page.nextHopProtocol)
}

export function browserPlaces(): Places {
	return typeof BroadcastChannel === 'undefined' || sharesConnection() ? ALONE : createPlaces(new BroadcastChannel(CHANNEL))
}
