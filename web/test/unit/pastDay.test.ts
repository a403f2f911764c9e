/* A day of the past: folded here, exact where it says so, and asked for no more than it must (M5). */
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { effectScope, ref, shallowRef } from 'vue'

import { createPastDay } from '../../src/live/pastDay'
import { ASK_EVERY_MS, SETTLE_MS, useReplay } from '../../src/live/useReplay'
import { barsOf, curveOf, rangeOf } from '../../src/pages/past/dayRange'
import { storiesOf } from '../../src/live/stories'
import type { OutlineMinute } from '../../src/api/types'
import { event, FakeServer, json, makeState } from '../fixtures'

const DAY = '2026-11-23'
const MINUTE = 60_000
const START = Date.parse('2026-11-23T09:00:00.000+08:00')
const iso = (ms: number) => new Date(ms).toISOString()

const outline = (after: number, last: number, minutes: OutlineMinute[] = []) => ({
	hall: 'h1', date: DAY, from: '2026-11-23T00:00:00.000+08:00', to: '2026-11-24T00:00:00.000+08:00', after, last, waiting: 0, windows: 0, minutes,
})

const taken = (seq: number, ticket: number, ms: number) =>
	event(seq, 'ticket.taken', { at: iso(ms), ticket, number: `A${String(ticket).padStart(3, '0')}`, serial: ticket, service: 's1', class: 'k1', ahead: 0, visit: ticket, channel: 'kiosk' })

/* A hall that took a ticket each minute, from seq 11 on. */
class PastServer extends FakeServer {
	asked: string[] = []
	/* Events before those that were asked for that it gives all the same. */
	again = 0
	events = Array.from({ length: 30 }, (_, i) => taken(11 + i, 100 + i, START + i * MINUTE))

	constructor() {
		super()
		const plain = this.fetch
		this.fetch = async (input, init) => {
			const url = new URL(String(input), 'http://x')
			if (url.pathname.endsWith('/outline')) return json(outline(10, 10 + this.events.length))
			if (url.pathname.endsWith('/events')) {
				const after = Number(url.searchParams.get('after'))
				return json({ events: this.events.slice(Math.max(0, after - 10 - this.again), after - 10 + Math.min(10, Number(url.searchParams.get('limit')))), last: 40 })
			}
			const at = url.searchParams.get('at')
			if (url.pathname.endsWith('/state') && at) {
				this.asked.push(at)
				const n = this.events.filter((one) => Date.parse(one.at) <= Date.parse(at)).length
				return json(makeState({ seq: 10 + n, at: this.events[n - 1]?.at ?? iso(START - 1), waiting: [], taken: n }))
			}
			return plain(input, init)
		}
	}
}

describe('a day of the past', () => {
	it('reads the log page by page and folds any moment without asking', async () => {
		const server = new PastServer()
		const day = createPastDay(server.client(), 'h1', DAY)
		await day.load()
		expect(day.complete.value).toBe(true)
		expect(day.log.value.map((one) => one.seq)).toEqual(server.events.map((one) => one.seq))
		const asked = server.asked.length
		expect(asked).toBeLessThanOrEqual(2)
		const picture = day.pictureAt(START + 12.5 * MINUTE)
		expect(picture?.exact).toBe(true)
		expect(picture?.state.seq).toBe(23)
		expect(picture?.state.taken).toBe(13)
		expect(day.pictureAt(START + 2 * MINUTE)?.state.seq).toBe(13)
		expect(server.asked.length).toBe(asked)
	})

	it('reads once, whoever asks while it reads, and takes no event twice', async () => {
		const server = new PastServer()
		const day = createPastDay(server.client(), 'h1', DAY)
		await Promise.all([day.load(), day.load()])
		server.events.push(taken(41, 130, START + 30 * MINUTE))
		await Promise.all([day.load(), day.load()])
		expect(day.log.value.map((one) => one.seq)).toEqual(server.events.map((one) => one.seq))
		expect(day.complete.value).toBe(true)
		expect(day.countAt(START + 12.5 * MINUTE)).toBe(13)
	})

	it('passes over what the server gives again', async () => {
		const server = new PastServer()
		server.again = 3
		const day = createPastDay(server.client(), 'h1', DAY)
		await day.load()
		expect(day.log.value.map((one) => one.seq)).toEqual(server.events.map((one) => one.seq))
	})

	it('asks for no state where only the log is wanted', async () => {
		const server = new PastServer()
		const day = createPastDay(server.client(), 'h1', DAY)
		await day.load({ ahead: false })
		expect(day.complete.value).toBe(true)
		expect(server.asked).toEqual([])
	})

	it('knows the last call of a ticket by then', async () => {
		const server = new PastServer()
		const call = (seq: number, minute: number) => event(seq, 'ticket.called', { at: iso(START + minute * MINUTE), ticket: 7, number: 'A007', window: 'w1', clerk: 'c1', service: 's1', rule: 'arrival', candidates: 1, waited_ms: 0 })
		server.events[4] = call(15, 4)
		server.events[8] = call(19, 8)
		const day = createPastDay(server.client(), 'h1', DAY)
		await day.load({ ahead: false })
		expect([3, 4, 7, 20].map((minute) => day.callBefore(7, START + minute * MINUTE)?.seq)).toEqual([undefined, 15, 15, 19])
	})

	it('says where it is not exact, goes on all the same, and is exact again from an answer on', async () => {
		const server = new PastServer()
		server.events[5] = event(16, 'ticket.reinstated', { at: iso(START + 5 * MINUTE), ticket: 3 })
		const day = createPastDay(server.client(), 'h1', DAY)
		await day.load()
		expect(day.pictureAt(START + 4 * MINUTE)?.exact).toBe(true)
		const guess = day.pictureAt(START + 7 * MINUTE)
		expect([guess?.exact, guess?.state.seq]).toEqual([false, 18])
		await day.ask(START + 6 * MINUTE)
		expect(day.pictureAt(START + 7 * MINUTE)?.exact).toBe(true)
	})

	it('has no picture before the first state that it was given', () => {
		expect(createPastDay(new PastServer().client(), 'h1', DAY).pictureAt(START)).toBeNull()
	})
})

describe('a replay', () => {
	it('asks when the hand rests, one question at a time, however often it moves', async () => {
		const server = new PastServer()
		const day = createPastDay(server.client(), 'h1', DAY)
		await day.load()
		server.asked = []
		const at = ref(START)
		const scope = effectScope()
		const replay = scope.run(() => useReplay(shallowRef(day), at, () => START + 30 * MINUTE))!
		for (let i = 0; i < 60; i++) {
			at.value = START + i * 20_000
			await flushPromises()
		}
		expect(replay.picture.value?.state.taken).toBe(20)
		await new Promise((resolve) => setTimeout(resolve, SETTLE_MS + ASK_EVERY_MS / 4))
		expect(server.asked).toEqual([iso(START + 59 * 20_000)])
		expect(replay.exact.value).toBe(true)
		scope.stop()
	})

	it('plays as fast as it is told and stops at the end', async () => {
		const server = new PastServer()
		const day = createPastDay(server.client(), 'h1', DAY)
		await day.load()
		const at = ref(START)
		const scope = effectScope()
		const replay = scope.run(() => useReplay(shallowRef(day), at, () => START + MINUTE))!
		replay.speed.value = 300
		replay.play()
		expect(replay.playing.value).toBe(true)
		await new Promise((resolve) => setTimeout(resolve, 700))
		expect(at.value).toBe(START + MINUTE)
		expect(replay.playing.value).toBe(false)
		scope.stop()
	})
})

describe('the range of a slider', () => {
	const minutes = [{ minute: 540, seq: 1, waiting: 2, windows: 1, taken: 2, calls: 0 }, { minute: 600, seq: 5, waiting: 1, windows: 1, taken: 0, calls: 1 }]
	const begin = Date.parse('2026-11-23T00:00:00.000+08:00')
	const of = outline(0, 5, minutes)

	it('shows where something happened, and opening hours where nothing did', () => {
		expect(rangeOf(of, begin + 48 * 60 * MINUTE, null)).toEqual({ from: begin + 525 * MINUTE, to: begin + 615 * MINUTE })
		expect(rangeOf(outline(0, 0), begin + 48 * 60 * MINUTE, null)).toEqual({ from: begin + 480 * MINUTE, to: begin + 1080 * MINUTE })
	})

	it('ends at now, and begins where the hall did', () => {
		expect(rangeOf(of, begin + 602 * MINUTE, begin + 540 * MINUTE)).toEqual({ from: begin + 540 * MINUTE, to: begin + 602 * MINUTE })
	})

	it('draws steps and bars', () => {
		const range = { from: begin + 540 * MINUTE, to: begin + 600 * MINUTE }
		expect(curveOf(of, range, 2)).toBe('M0 1 L0 1.0000 L0.00000 1.0000 L0.00000 0.0000 L1.00000 0.0000 L1.00000 0.5000 L1 0.5000 L1 1 Z')
		expect(barsOf(of, { ...range, to: range.to + MINUTE }, 10)).toEqual([{ x: 60 / 61, calls: 1 }])
	})
})

describe('the story of a ticket', () => {
	it('adds up its waits and services and says how it ended', () => {
		const at = (minute: number) => ({ at: iso(START + minute * MINUTE), ticket: 7 })
		const story = storiesOf([
			taken(1, 7, START),
			event(2, 'ticket.called', { ...at(5), number: 'A007', window: 'w1', clerk: 'c1', service: 's1', rule: 'arrival', candidates: 1, waited_ms: 5 * MINUTE }),
			event(3, 'ticket.missed', { ...at(6), window: 'w1', clerk: 'c1', ended: false }),
			event(4, 'ticket.called', { ...at(9), number: 'A007', window: 'w2', clerk: 'c1', service: 's1', rule: 'arrival', candidates: 1, waited_ms: 3 * MINUTE }),
			event(5, 'ticket.finished', { ...at(12), window: 'w2', clerk: 'c1', service: 's1', served_ms: 2 * MINUTE }),
			event(6, 'rating.given', { ...at(13), level: 5, window: 'w2', clerk: 'c1', service: 's1' }),
			event(7, 'window.paused', { at: iso(START), window: 'w1' }),
		]).get(7)
		expect(story).toMatchObject({ number: 'A007', ending: 'served', waitedMs: 8 * MINUTE, servedMs: 2 * MINUTE, window: 'w2', since: START + 12 * MINUTE })
		expect(story?.events).toHaveLength(6)
	})

	it('tells a no-show that ended from one that was put back', () => {
		const missed = (ended: boolean) => storiesOf([taken(1, 7, START), event(2, 'ticket.missed', { ticket: 7, window: 'w1', clerk: 'c1', ended })]).get(7)?.ending
		expect([missed(true), missed(false)]).toEqual(['missed', 'waiting'])
	})
})
