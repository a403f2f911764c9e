/* Commands from a desk: in order while answers are quick, never behind one that is lost or late (Q7, Q12). */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'

import { createHallStore, type HallStore } from '../../src/live/hallStore'
import { LATE_MS, useDesk } from '../../src/live/useDesk'
import { CLIENT } from '../../src/live/useHall'
import { i18n, setLanguage } from '../../src/text/i18n'
import { FakeServer, json } from '../fixtures'

const AT = { window: 'w1' }
const DROPPED = '等候答复时按的其他键没有执行，请看清后再按'

describe('a desk', () => {
	let server: FakeServer
	let store: HallStore
	let desk: ReturnType<typeof useDesk>
	let wrapper: VueWrapper

	const sent = () => server.sent.map((one) => one.command)
	const done = () => json({ seq: 10, events: [], result: {} })
	const lost = () => Promise.reject(new TypeError('no network'))
	const after = (ms: number, answer: () => Response | Promise<Response>) => () =>
		new Promise<Response>((resolve, reject) => setTimeout(() => Promise.resolve(answer()).then(resolve, reject), ms))
	const press = (name: 'ticket.call_next' | 'ticket.recall' | 'ticket.no_show' | 'ticket.start') => void desk.run(name, AT, () => name)

	beforeEach(async () => {
		vi.useFakeTimers({ now: new Date('2026-11-23T16:00:00+08:00') })
		setLanguage('zh-CN', false)
		server = new FakeServer()
		const client = server.client()
		store = createHallStore(client, 'h1', { open: server.open })
		const Desk = defineComponent({ setup: () => ((desk = useDesk(store)), () => null) })
		wrapper = mount(Desk, { global: { plugins: [i18n], provide: { [CLIENT as symbol]: client } } })
		store.start()
		await vi.advanceTimersByTimeAsync(0)
	})
	afterEach(() => {
		wrapper.unmount()
		store.stop()
		vi.useRealTimers()
	})

	it('sends what was pressed while an answer was under way, in order', async () => {
		server.answer = after(LATE_MS / 4, done)
		for (const name of ['ticket.call_next', 'ticket.recall', 'ticket.start'] as const) press(name)
		await vi.advanceTimersByTimeAsync(LATE_MS)
		expect(sent()).toEqual(['ticket.call_next', 'ticket.recall', 'ticket.start'])
		expect(desk.note.value).toMatchObject({ tone: 'good', hint: '' })
	})

	it.each([
		['comes late', after(20_000, done), 'good', 'ticket.call_next'],
		['comes just too late', after(LATE_MS + 1, done), 'good', 'ticket.call_next'],
		['never comes', lost, 'bad', '连不上服务器'],
		['says that the server is too busy', () => json({ error: 'BUSY', message: '忙', hint: '稍候' }, 503), 'bad', '忙'],
	])('drops what waits for an answer that %s, and says so', async (_, answer, tone, words) => {
		server.answer = answer
		press('ticket.call_next')
		await vi.advanceTimersByTimeAsync(0)
		if (tone === 'good') server.answer = done
		for (const name of ['ticket.recall', 'ticket.no_show'] as const) press(name)
		await vi.advanceTimersByTimeAsync(30_000)
		if (tone === 'good') expect(sent()).toEqual(['ticket.call_next'])
		expect(sent()).not.toContain('ticket.no_show')
		expect(desk.note.value?.tone).toBe(tone)
		expect(desk.note.value?.message).toContain(words)
		expect(desk.note.value?.hint).toContain(DROPPED)
		expect(desk.busy.value).toBe(false)
	})

	it('takes presses again after that, and does not say it twice', async () => {
		server.answer = after(LATE_MS + 1, done)
		for (const name of ['ticket.call_next', 'ticket.no_show'] as const) press(name)
		await vi.advanceTimersByTimeAsync(LATE_MS + 1)
		server.answer = done
		press('ticket.start')
		await flushPromises()
		expect(sent()).toEqual(['ticket.call_next', 'ticket.start'])
		expect(desk.note.value).toMatchObject({ tone: 'good', hint: '' })
	})

	it('lets nothing wait while the link is down', async () => {
		server.answer = after(LATE_MS / 4, done)
		press('ticket.call_next')
		await vi.advanceTimersByTimeAsync(0)
		server.open = () => ({ close: () => undefined })
		server.streams[0]!.handlers.ended()
		press('ticket.no_show')
		await vi.advanceTimersByTimeAsync(LATE_MS)
		expect(sent()).toEqual(['ticket.call_next'])
		expect(desk.note.value?.hint).toContain(DROPPED)
	})

	it('says still that presses were dropped when the server is heard again', async () => {
		server.answer = lost
		for (const name of ['ticket.call_next', 'ticket.no_show'] as const) press(name)
		await vi.advanceTimersByTimeAsync(1_000)
		await store.refresh()
		expect(desk.note.value).toMatchObject({ tone: 'good', message: '已重新连上' })
		expect(desk.note.value?.hint).toContain(DROPPED)
	})

	it('says at once what was done and goes on, and says more when it comes', async () => {
		let more: (words: string) => void = () => undefined
		const later = new Promise<string>((resolve) => (more = resolve))
		const first = desk.run('ticket.no_show', AT, () => ({ now: 'put back', later }))
		await flushPromises()
		expect(await first).toBe(true)
		expect(desk.note.value?.message).toBe('put back')
		expect(desk.busy.value).toBe(false)
		more('put back to place 3')
		await flushPromises()
		expect(desk.note.value?.message).toBe('put back to place 3')
	})

	it('does not say more of what is no longer said', async () => {
		let more: (words: string) => void = () => undefined
		const later = new Promise<string>((resolve) => (more = resolve))
		void desk.run('ticket.no_show', AT, () => ({ now: 'put back', later }))
		press('ticket.call_next')
		await flushPromises()
		expect(sent()).toEqual(['ticket.no_show', 'ticket.call_next'])
		more('put back to place 3')
		await flushPromises()
		expect(desk.note.value?.message).toBe('ticket.call_next')
	})

	describe('pressed again after its answer was lost', () => {
		const TAKE = { service: 's1', channel: 'clerk' } as const
		const take = () => desk.run('ticket.take', TAKE, () => 'taken')
		const toggle = (name: 'service.pause' | 'service.resume') => desk.run(name, { service: 's1' }, () => name)
		const keysOf = (name: string) => [...new Set(server.sent.filter((one) => one.command === name).map((one) => one.key))].length

		it('is the same press, whatever was done with other things in between', async () => {
			server.answer = lost
			await take()
			server.answer = done
			await desk.run('ticket.call_next', AT, () => 'called')
			await take()
			expect(keysOf('ticket.take')).toBe(1)
		})

		it.each([
			['the same press within moments', 8_000, 1],
			['a press of its own later, so that what is meant is done', 11_000, 2],
		])('is %s (Q7)', async (_what, ms, keys) => {
			for (const press of [() => desk.run('ticket.recall', AT, () => 'again'), take]) {
				server.answer = lost
				await press()
				server.answer = done
				await vi.advanceTimersByTimeAsync(ms)
				await press()
			}
			expect(keysOf('ticket.recall')).toBe(keys)
			expect(keysOf('ticket.take')).toBe(keys)
		})

		it('is a press of its own once something else was done with the same thing', async () => {
			server.answer = lost
			await toggle('service.pause')
			await desk.run('ticket.call_next', AT, () => 'called')
			server.answer = done
			await toggle('service.resume')
			await toggle('service.pause')
			expect(keysOf('service.pause')).toBe(2)
			await desk.run('ticket.finish', AT, () => 'finished')
			await desk.run('ticket.call_next', AT, () => 'called')
			expect(keysOf('ticket.call_next')).toBe(2)
		})

		it('is a press of its own after it was answered', async () => {
			server.answer = lost
			await take()
			server.answer = done
			await take()
			await take()
			expect(keysOf('ticket.take')).toBe(2)
		})
	})
})
