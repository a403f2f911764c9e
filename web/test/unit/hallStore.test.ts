/* The live hall: resumes by seq, never blank, notices silence (Q12). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createHallStore, OPEN_MAX_MS, REREAD_AFTER_MS, RETRY_FIRST_MS, RETRY_MAX_MS, SETTLE_MS, STALE_MS, type HallStore } from '../../src/live/hallStore'
import { event, FakeServer, json, makeState } from '../fixtures'

const STARTED = '/v1/halls/h1/state'

describe('hallStore', () => {
	let server: FakeServer
	let store: HallStore

	let away = false
	const client = () => server.client()
	async function begin(exact = false): Promise<void> {
		const open = server.open
		server.open = (url, handlers) => {
			if (!away) return open(url, handlers)
			server.streams.push({ url, handlers, closed: false })
			queueMicrotask(() => handlers.ended())
			return { close: () => undefined }
		}
		store = createHallStore(client(), 'h1', { open: (url, handlers) => server.open(url, handlers), exact })
		store.start()
		await vi.advanceTimersByTimeAsync(0)
	}
	const reads = () => server.reads.filter((path) => path === STARTED).length

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date('2026-11-23T16:00:00+08:00') })
		server = new FakeServer()
	})

	afterEach(() => {
		store.stop()
		vi.useRealTimers()
	})

	it('reads the state once and follows from its seq', async () => {
		await begin()
		expect(store.state.value?.seq).toBe(10)
		expect(store.online.value).toBe(true)
		expect(server.streams.map((stream) => stream.url)).toEqual(['/v1/halls/h1/stream?after=10'])
	})

	it('applies events without reading again', async () => {
		await begin()
		server.push(event(11, 'window.paused', { window: 'w1' }), event(12, 'window.resumed', { window: 'w1' }))
		await vi.advanceTimersByTimeAsync(SETTLE_MS * 2)
		expect(store.state.value?.seq).toBe(12)
		expect(reads()).toBe(1)
	})

	it('reads again once after a gap, however many events follow', async () => {
		await begin()
		server.state = makeState({ seq: 15, taken: 99 })
		server.push(event(14, 'window.paused', { window: 'w1' }), event(15, 'window.resumed', { window: 'w1' }))
		await vi.advanceTimersByTimeAsync(SETTLE_MS)
		expect(store.state.value).toMatchObject({ seq: 15, taken: 99 })
		expect(reads()).toBe(2)
	})

	it('follows a server that was restored from a backup, from where that stands', async () => {
		await begin()
		server.push(event(11, 'window.paused', { window: 'w1' }))
		server.state = makeState({ seq: 4, taken: 1 })
		await store.refresh()
		expect(store.state.value?.seq).toBe(11)
		await vi.advanceTimersByTimeAsync(SETTLE_MS)
		expect(store.state.value).toMatchObject({ seq: 4, taken: 1 })
		expect(server.streams[0]?.closed).toBe(true)
		expect(server.streams.at(-1)?.url).toBe('/v1/halls/h1/stream?after=4')
		server.push(event(5, 'window.paused', { window: 'w1' }))
		expect(store.state.value?.seq).toBe(5)
	})

	it('does not go back for answers that events have overtaken, nor for one that is older by itself', async () => {
		await begin()
		for (const seq of [11, 12, 13]) {
			server.state = makeState({ seq: seq - 1 })
			const reading = store.refresh()
			server.push(event(seq, seq % 2 ? 'window.paused' : 'window.resumed', { window: 'w1' }))
			await reading
			expect(store.state.value?.seq).toBe(seq)
		}
		server.state = makeState({ seq: 9 })
		await store.refresh()
		server.state = makeState({ seq: 14 })
		await store.refresh()
		server.state = makeState({ seq: 9 })
		await store.refresh()
		expect(store.state.value?.seq).toBe(14)
		expect(server.streams).toHaveLength(1)
	})

	it('reads again after what is no event', async () => {
		await begin()
		server.streams[0]!.handlers.message('{broken')
		await vi.advanceTimersByTimeAsync(SETTLE_MS)
		expect(reads()).toBe(2)
	})

	it('reads details again only for screens that show them', async () => {
		const call = (seq: number) => event(seq, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1' })
		await begin(false)
		server.push(call(11))
		await vi.advanceTimersByTimeAsync(SETTLE_MS)
		expect(reads()).toBe(1)
		store.stop()
		await begin(true)
		server.push(call(12))
		await vi.advanceTimersByTimeAsync(SETTLE_MS)
		expect(reads()).toBe(3)
	})

	it('keeps the last state while the link is down and resumes by seq', async () => {
		await begin()
		server.push(event(11, 'window.paused', { window: 'w1' }))
		server.streams[0]!.handlers.ended()
		expect(store.online.value).toBe(false)
		expect(store.state.value?.seq).toBe(11)
		expect(store.lastSeen.value).toBe(Date.now())
		await vi.advanceTimersByTimeAsync(RETRY_FIRST_MS)
		expect(server.streams.at(-1)?.url).toBe('/v1/halls/h1/stream?after=11')
		expect(store.online.value).toBe(true)
		expect(reads()).toBe(1)
	})

	it('reads the state after a long break', async () => {
		await begin()
		server.open = (url, handlers) => {
			queueMicrotask(() => handlers.ended())
			server.streams.push({ url, handlers, closed: false })
			return { close: () => undefined }
		}
		vi.setSystemTime(Date.now() + REREAD_AFTER_MS + 1)
		server.streams[0]!.handlers.ended()
		await vi.advanceTimersByTimeAsync(RETRY_FIRST_MS)
		expect(reads()).toBe(2)
	})

	it('notices a stream that is up but silent', async () => {
		await begin()
		await vi.advanceTimersByTimeAsync(STALE_MS - 1_000)
		server.streams[0]!.handlers.heard()
		await vi.advanceTimersByTimeAsync(STALE_MS - 1_000)
		expect(server.streams).toHaveLength(1)
		await vi.advanceTimersByTimeAsync(5_000)
		expect(server.streams[0]?.closed).toBe(true)
		expect(server.streams).toHaveLength(2)
	})

	describe('after the server was away for 16 s', () => {
		beforeEach(async () => {
			await begin()
			away = true
			server.streams[0]!.handlers.ended()
			await vi.advanceTimersByTimeAsync(16_000)
			expect(store.online.value).toBe(false)
			away = false
		})
		afterEach(() => void (away = false))

		it('is back within two seconds, never asked more often than twice a second', async () => {
			expect(server.streams.length).toBeLessThan(34)
			await vi.advanceTimersByTimeAsync(RETRY_MAX_MS)
			expect(store.online.value).toBe(true)
		})

		it.each([
			['the browser says online', () => dispatchEvent(new Event('online'))],
			['the page becomes visible', () => document.dispatchEvent(new Event('visibilitychange'))],
		])('is back at once when %s', async (_, happens) => {
			happens()
			await vi.advanceTimersByTimeAsync(0)
			expect(store.online.value).toBe(true)
			expect(server.streams.at(-1)?.url).toContain('after=10')
		})
	})

	it('comes back at once when the server answered anything', async () => {
		const one = server.client()
		store = createHallStore(one, 'h1', { open: server.open })
		store.start()
		await vi.advanceTimersByTimeAsync(0)
		server.streams[0]!.handlers.ended()
		await one.menu('h1')
		expect(store.online.value).toBe(true)
		expect(server.streams).toHaveLength(2)
	})

	it('tries less often while nobody looks', async () => {
		await begin()
		vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
		away = true
		server.streams[0]!.handlers.ended()
		await vi.advanceTimersByTimeAsync(60_000)
		expect(server.streams.length).toBeLessThan(14)
		away = false
	})

	it('gives up a stream that does not begin', async () => {
		await begin()
		const open = server.open
		server.open = (url, handlers) => {
			server.streams.push({ url, handlers, closed: false })
			return { close: () => undefined }
		}
		server.streams[0]!.handlers.ended()
		await vi.advanceTimersByTimeAsync(RETRY_FIRST_MS)
		expect(store.online.value).toBe(false)
		server.open = open
		await vi.advanceTimersByTimeAsync(OPEN_MAX_MS + 2 * RETRY_MAX_MS)
		expect(store.online.value).toBe(true)
	})

	it('says why there is no hall and keeps trying', async () => {
		const answers = [json({ error: 'HALL_UNKNOWN', message: '没有', hint: '检查' }, 404)]
		const usual = server.fetch
		server.fetch = async (input, init) => answers.shift() ?? usual(input, init)
		await begin()
		expect(store.problem.value).toMatchObject({ why: 'fault', name: 'HALL_UNKNOWN' })
		await vi.advanceTimersByTimeAsync(RETRY_FIRST_MS)
		expect(store.problem.value).toBeNull()
		expect(store.state.value?.seq).toBe(10)
	})

	it('takes in what a command answered and ignores it when the stream brings it', async () => {
		await begin()
		const taken = event(11, 'ticket.taken', { ticket: 4, number: 'B001', service: 's2', class: 'k1', ahead: 0 })
		store.absorb([taken])
		server.push(taken)
		expect(store.state.value?.waiting).toHaveLength(3)
	})

	it('never goes back to an older state', async () => {
		await begin()
		server.push(event(11, 'window.paused', { window: 'w1' }))
		await store.refresh()
		expect(store.state.value?.seq).toBe(11)
	})

	it('keeps an offset that agrees with the Date of an answer, so that the clock runs evenly', async () => {
		const dates = ['16:00:30', '16:00:40', '16:00:49', '16:01:10'].map((time) => new Date(`2026-11-23T${time}+08:00`).toUTCString())
		const usual = server.fetch
		server.fetch = async (input, init) => {
			const answer = await usual(input, init)
			return String(input).endsWith('/state') ? json(server.state, 200, { Date: dates.shift() ?? '' }) : answer
		}
		await begin()
		expect(store.offsetMs.value).toBe(30_500)
		await vi.advanceTimersByTimeAsync(10_200)
		await store.refresh()
		expect(store.offsetMs.value).toBe(30_500)
		await vi.advanceTimersByTimeAsync(9_800)
		await store.refresh()
		expect(store.offsetMs.value).toBe(30_000)
		await vi.advanceTimersByTimeAsync(20_000)
		await store.refresh()
		expect(store.offsetMs.value).toBe(30_000)
	})

	it('learns the time anew when the screen slept or its clock was set', async () => {
		await begin()
		vi.setSystemTime(Date.now() - 3_600_000)
		await vi.advanceTimersByTimeAsync(2_000)
		expect(reads()).toBe(2)
		expect(store.online.value).toBe(true)
	})

	it('puts a clock right that is behind the server', async () => {
		await begin()
		server.push({ ...event(11, 'rating.given'), at: '2026-11-23T16:05:00.000+08:00' })
		expect(store.offsetMs.value).toBe(5 * 60_000)
	})
})
