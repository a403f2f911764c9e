/* The time machine's page (M5). */
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import PastPage from '../../src/pages/PastPage.vue'
import { event, FakeServer, json, makeState, show } from '../fixtures'

const NOW = '2026-11-23T16:31:00.000+08:00'
const at = (clock: string) => ({ at: `2026-11-23T${clock}.000+08:00` })

class PastServer extends FakeServer {
	constructor() {
		super()
		this.state = makeState({ at: NOW })
		this.log = [
			event(1, 'ticket.taken', { ...at('10:00:00'), ticket: 7, number: 'A007', service: 's1', class: 'k1', ahead: 2 }),
			event(2, 'ticket.called', { ...at('10:12:00'), ticket: 7, number: 'A007', window: 'w1', clerk: 'c1', service: 's1', rule: 'class', candidates: 3, value: 1, over: 8, over_value: 2, waited_ms: 720_000 }),
			event(3, 'ticket.taken', { ...at('10:13:00'), ticket: 8, number: 'A008', service: 's1', class: 'k1', ahead: 0 }),
		]
		const plain = this.fetch
		this.fetch = async (input, init) => {
			const path = String(input)
			if (path.includes('/outline') && !path.includes('2026-11-23')) return json({ hall: 'h1', date: '', from: at('00:00:00').at, to: at('00:00:00').at, after: 0, last: 0, waiting: 0, windows: 0, minutes: [] })
			if (path.includes('/outline')) {
				const minutes = [600, 612, 613].map((minute, i) => ({ minute, seq: i + 1, waiting: 1, windows: 1, taken: 1, calls: 0 }))
				return json({ hall: 'h1', date: '2026-11-23', from: at('00:00:00').at, to: '2026-11-24T00:00:00.000+08:00', after: 0, last: 3, waiting: 0, windows: 0, minutes })
			}
			if (path.includes('/state?at=')) return json(makeState({ seq: 3, at: at('10:13:00').at, waiting: [] }))
			return plain(input, init)
		}
	}
}

describe('time machine', () => {
	let page: VueWrapper
	let server: PastServer
	const moment = () => page.get('[data-part="moment"] strong').text()

	beforeEach(async () => {
		vi.useFakeTimers({ now: new Date(NOW) })
		server = new PastServer()
		page = await show(PastPage, server, { hall: 'h1' })
		await flushPromises()
	})
	afterEach(() => {
		page.unmount()
		vi.useRealTimers()
	})

	it('says that it is the past, which moment, and offers no hands', () => {
		expect(page.get('h1').text()).toContain('回放')
		expect(moment()).toBe('16:30:00')
		expect(page.findAll('[data-window] button')).toHaveLength(0)
		expect(page.find('[aria-label^="暂停业务"]').exists()).toBe(false)
		expect(page.findAll('a').some((one) => one.attributes('href') === '/monitor/h1')).toBe(true)
	})

	it('moves by keys: a minute, ten, and to the ends of the day', async () => {
		const slider = page.get('[role="slider"]')
		const press = async (key: string, shiftKey = false) => {
			await slider.trigger('keydown', { key, shiftKey })
			return moment()
		}
		expect(await press('Home')).toBe('10:00:00')
		expect(await press('ArrowRight')).toBe('10:01:00')
		expect(await press('ArrowRight', true)).toBe('10:11:00')
		expect(await press('ArrowLeft')).toBe('10:10:00')
		expect(await press('End')).toBe('16:31:00')
		expect(slider.attributes('aria-valuetext')).toBe('16:31:00')
	})

	it.each([['10:12', '10:12:00'], ['101230', '10:12:30'], ['9：05', '10:00:00'], ['25:00', '16:30:00'], ['noon', '16:30:00']])('takes a typed time %s as %s', async (typed, shown) => {
		const field = page.get('input[name="time"]')
		await field.setValue(typed)
		await field.trigger('change')
		await flushPromises()
		if (typed === '9：05') expect(moment() <= shown).toBe(true)
		else expect(moment()).toBe(shown)
	})

	it.each([['2026-11-22', '2026-11-22'], ['20261121', '2026-11-21'], ['2026/11/2', '2026-11-02'], ['2026-11-31', '2026-11-23'], ['2027-01-01', '2026-11-23'], ['11/22/2026', '2026-11-23']])('takes a typed date %s as %s', async (typed, shown) => {
		const field = page.get<HTMLInputElement>('input[name="date"]')
		await field.setValue(typed)
		await field.trigger('change')
		await flushPromises()
		expect(field.element.value).toBe(shown)
	})

	it('goes a day back and forth, and not beyond today', async () => {
		const after = () => page.get('[aria-label="后一天"]')
		const date = () => page.get<HTMLInputElement>('input[name="date"]').element.value
		expect(after().attributes('disabled')).toBeDefined()
		await page.get('[aria-label="前一天"]').trigger('click')
		expect([date(), moment()]).toEqual(['2026-11-22', '16:30:00'])
		await after().trigger('click')
		expect([date(), moment()]).toEqual(['2026-11-23', '16:30:00'])
	})

	it('leaves alone what is typed while it plays', async () => {
		await page.get('[role="slider"]').trigger('keydown', { key: 'Home' })
		await page.get('.play').trigger('click')
		const field = page.get<HTMLInputElement>('input[name="time"]')
		await field.trigger('focus')
		field.element.value = '10:1'
		await field.trigger('input')
		await vi.advanceTimersByTimeAsync(2_000)
		expect(field.element.value).toBe('10:1')
		expect(page.get('.play').text()).toBe('播放')
	})

	it('knows the time after the machine has slept', async () => {
		server.state = makeState({ at: '2026-11-23T19:05:00.000+08:00' })
		document.dispatchEvent(new Event('visibilitychange'))
		await flushPromises()
		await vi.advanceTimersByTimeAsync(1_000)
		await page.get('[role="slider"]').trigger('keydown', { key: 'End' })
		expect(moment() >= '19:05:00').toBe(true)
	})

	it('goes from event to event', async () => {
		await page.get('[aria-label="上一个事件"]').trigger('click')
		expect(moment()).toBe('10:13:00')
		await page.get('[aria-label="上一个事件"]').trigger('click')
		expect(moment()).toBe('10:12:00')
		await page.get('[aria-label="下一个事件"]').trigger('click')
		expect(moment()).toBe('10:13:00')
	})

	it('finds a number and tells its path, why it was called, and what the rule saw', async () => {
		await page.get('input[name="number"]').setValue('a007')
		await page.get('form.search').trigger('submit')
		await flushPromises()
		const steps = page.findAll('[data-part="path"] li').map((one) => one.text())
		expect(steps[0]).toContain('10:00:00取号：社保，前面 2 人')
		expect(steps[1]).toContain('一号窗口（王芳）叫号（等了 12:00）')
		expect(steps[1]).toContain('依据：客户级别优先；当时可叫 3 个号，先于 A008（1 对 2）')
		await page.get('[data-part="path"] li:nth-child(2) button').trigger('click')
		expect(moment()).toBe('10:12:00')
		await page.get('input[name="number"]').setValue('Z999')
		await page.get('form.search').trigger('submit')
		expect(page.get('.unknown').text()).toContain('Z999')
	})

	it('keeps the moment in the address', async () => {
		await page.get('[role="slider"]').trigger('keydown', { key: 'Home' })
		await vi.advanceTimersByTimeAsync(1_000)
		expect(page.vm.$route.query.at).toBe('2026-11-23T02:00:00.000Z')
	})
})
