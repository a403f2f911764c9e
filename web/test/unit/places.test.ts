/* Many pages of one browser (Q12): few hold a stream, all follow, none misses an event or has it twice. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { HallEvent } from '../../src/api/types'
import { POLL_HIDDEN_MS, POLL_MS } from '../../src/live/follow'
import { createHallStore, type HallStore } from '../../src/live/hallStore'
import { ALONE, BEAT_MS, browserPlaces, createPlaces, MISSED_MAX, PLACES_MAX, SETTLE_MS, type Channel } from '../../src/live/places'
import type { OpenStream } from '../../src/live/stream'
import { event, FakeServer, json } from '../fixtures'

type Listener = (event: { data: unknown }) => void

/* What a BroadcastChannel is: everybody but the sender hears, a little later. */
class Ether {
	private ends = new Map<Channel, Listener>()
	readonly deaf = new Set<Channel>()

	end(): Channel {
		const channel: Channel = {
			postMessage: (message) => {
				if (this.deaf.has(channel)) return
				const data = structuredClone(message)
				for (const [other, listener] of this.ends) if (other !== channel) setTimeout(() => this.deaf.has(other) || listener({ data }), 1)
			},
			addEventListener: (_, listener) => void this.ends.set(channel, listener),
		}
		return channel
	}
}

class Page {
	server = new FakeServer()
	got: number[] = []
	seen = true
	away = false
	channel: Channel
	store: HallStore
	/* Streams that are open. */
	streams = () => this.server.streams.filter((stream) => !stream.closed)
	polls = () => this.server.reads.filter((path) => path.includes('/events?')).length

	constructor(ether: Ether, hall: HallEvent[], open?: OpenStream) {
		const usual = this.server.fetch
		this.server.fetch = async (input, init) => {
			if (this.away) throw new TypeError('no link')
			const after = /\/events\?after=(\d+)/.exec(String(input))?.[1]
			if (after === undefined) return usual(input, init)
			await usual(input, init)
			return json({ events: hall.filter((one) => one.seq > Number(after)), last: hall.at(-1)?.seq ?? 10 })
		}
		/* A stream begins with what came before it. */
		const whole: OpenStream = (url, handlers) => {
			const stream = this.server.open(url, handlers)
			const after = Number(/after=(\d+)/.exec(url)?.[1])
			for (const one of hall) if (one.seq > after) handlers.message(JSON.stringify(one))
			return stream
		}
		this.channel = ether.end()
		this.store = createHallStore(this.server.client(), 'h1', { open: open ?? whole, places: createPlaces(this.channel, () => this.seen) })
		this.store.onEvent((one) => this.got.push(one.seq))
		this.store.start()
	}

	look(seen: boolean): void {
		this.seen = seen
		document.dispatchEvent(new Event('visibilitychange'))
	}
}

describe('pages of one browser', () => {
	let ether: Ether
	let hall: HallEvent[]
	let pages: Page[]
	const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
	const streaming = () => pages.map((page) => page.streams().length)

	async function openPages(count: number): Promise<void> {
		for (let i = 0; i < count; i++) {
			pages.push(new Page(ether, hall))
			await pass(5)
		}
		await pass(2 * SETTLE_MS)
	}

	function happen(): void {
		const seq = (hall.at(-1)?.seq ?? 10) + 1
		const one = event(seq, seq % 2 ? 'window.paused' : 'window.resumed', { window: 'w1' })
		hall.push(one)
		for (const page of pages) for (const stream of page.streams()) stream.handlers.message(JSON.stringify(one))
	}

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date('2026-11-23T16:00:00+08:00') })
		ether = new Ether()
		hall = []
		pages = []
	})
	afterEach(() => {
		pages.forEach((page) => page.store.stop())
		vi.useRealTimers()
	})

	it('gives a page alone its stream, and asks no more', async () => {
		await openPages(1)
		expect(streaming()).toEqual([1])
		const polls = pages[0]!.polls()
		await pass(5 * POLL_MS)
		expect(pages[0]!.polls()).toBe(polls)
	})

	it('streams for the first and follows by asking for the rest, all live', async () => {
		await openPages(9)
		expect(streaming()).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0])
		happen()
		await pass(POLL_MS)
		for (const page of pages) {
			expect(page.store.online.value).toBe(true)
			expect(page.got).toEqual([11])
			expect(page.store.state.value?.seq).toBe(11)
		}
	})

	it('opens no more than there are places when all pages come at once, as after a restart', async () => {
		for (let i = 0; i < 9; i++) pages.push(new Page(ether, hall))
		await pass(SETTLE_MS)
		await pass(SETTLE_MS)
		expect(streaming().filter((count) => count > 0)).toHaveLength(PLACES_MAX)
		expect(pages.reduce((sum, page) => sum + page.server.streams.length, 0)).toBe(PLACES_MAX)
	})

	it('passes a place on when its page goes, and misses and doubles nothing on the way', async () => {
		await openPages(6)
		for (let i = 0; i < 40; i++) {
			happen()
			if (i === 10) pages[0]!.store.stop()
			if (i === 20) pages[1]!.look(false)
			if (i === 30) pages[1]!.look(true)
			await pass(137)
		}
		await pass(2 * POLL_MS)
		expect(streaming()).toEqual([0, 1, 1, 1, 1, 0])
		for (const page of pages.slice(1)) expect(page.got).toEqual(hall.map((one) => one.seq))
	})

	it('gives the stream of a page in the back to one that is looked at', async () => {
		await openPages(4)
		pages[0]!.look(false)
		await pass(50)
		expect(streaming()).toEqual([1, 1, 1, 1])
		await openPages(1)
		expect(streaming()).toEqual([0, 1, 1, 1, 1])
		expect(pages[0]!.store.online.value).toBe(true)
		pages[0]!.look(true)
		pages[2]!.look(false)
		await pass(50)
		expect(streaming()).toEqual([1, 1, 0, 1, 1])
	})

	it('asks seldom while nobody looks', async () => {
		await openPages(5)
		vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
		await pass(2 * POLL_MS)
		const polls = pages[4]!.polls()
		await pass(3 * POLL_HIDDEN_MS)
		expect(pages[4]!.polls() - polls).toBe(3)
		expect(pages[4]!.store.online.value).toBe(true)
	})

	it('forgets a page that went without a word', async () => {
		await openPages(5)
		ether.deaf.add(pages[0]!.channel)
		await pass((MISSED_MAX + 2) * BEAT_MS)
		expect(streaming().slice(1)).toEqual([1, 1, 1, 1])
	})

	it('goes on asking until its stream is open', async () => {
		const begun: string[] = []
		pages.push(new Page(ether, hall, (url) => {
			begun.push(url)
			return { close: () => undefined }
		}))
		await pass(2 * SETTLE_MS)
		expect(begun).toHaveLength(1)
		happen()
		await pass(POLL_MS)
		expect(pages[0]!.got).toEqual([11])
	})

	it('says that the server is away when asking fails, and comes back', async () => {
		await openPages(5)
		const page = pages[4]!
		page.away = true
		await pass(POLL_MS)
		expect(page.store.online.value).toBe(false)
		page.away = false
		happen()
		await pass(4 * POLL_MS)
		expect(page.store.online.value).toBe(true)
		expect(page.got).toEqual([11])
	})

	it('keeps the place of what people listen to, however hidden its page', async () => {
		const voice = createPlaces(ether.end(), () => false).join(() => undefined, true)
		await openPages(6)
		expect(voice.mine()).toBe(true)
		expect(streaming()).toEqual([1, 1, 1, 0, 0, 0])
	})

	it.each([
		['h2', true],
		['h3', true],
		['http/1.1', false],
		['', false],
	])('gives every page a place where streams share a connection: %s', (nextHopProtocol, alone) => {
		vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{ nextHopProtocol } as PerformanceNavigationTiming])
		expect(browserPlaces() === ALONE).toBe(alone)
	})

	it('limits itself where the browser says nothing of how the page came', () => {
		vi.spyOn(performance, 'getEntriesByType').mockReturnValue([])
		expect(browserPlaces()).not.toBe(ALONE)
	})
})
